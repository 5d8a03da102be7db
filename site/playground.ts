// Entry of the full page: gives the playground its engine and lets it begin.

import { keepModel, registerOffline } from '../wasm/bridge/offline.ts';
import { models, open } from '../wasm/bridge/pellucid.ts';
import { firstLink } from './first-paint.ts';
import { PlaygroundPanel } from './panels/playground-panel.ts';

const playground = document.querySelector<PlaygroundPanel>('pl-playground') ?? new PlaygroundPanel();
playground.open = async (from, options) => {
  if (typeof from !== 'string') return open(from, options);
  const folder = `models/${from}/`;
  const model = await open(folder, options);
  void keepModel(folder).catch(() => undefined);
  return model;
};
playground.models = () => models();
const first = firstLink();
playground.first = first?.href ?? '';
playground.firstSum = first?.dataset['first'] ?? '';
if (!playground.isConnected) document.body.append(playground);
void registerOffline((take) => (playground.take = take));
