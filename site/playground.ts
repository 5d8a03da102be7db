// Entry of the full page: gives the playground its engine and lets it begin.

import { models, open } from '../wasm/bridge/pellucid.ts';
import { PlaygroundPanel } from './panels/playground-panel.ts';

const playground = document.querySelector<PlaygroundPanel>('pl-playground') ?? new PlaygroundPanel();
playground.open = (from, options) => open(typeof from === 'string' ? `models/${from}/` : from, options);
playground.models = () => models();
playground.first = document.querySelector<HTMLLinkElement>('link[data-first]')?.href ?? '';
if (!playground.isConnected) document.body.append(playground);
