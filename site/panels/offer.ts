// A model on offer, described from its card in the reader's language.

import type { Manifest } from '../../wasm/bridge/manifest.ts';
import type { Translate } from '../i18n/index.ts';
import type { Offer } from '../views/model-picker.ts';

/** Reads what a card says about itself; a card may give a text in both languages ({zh, en}) or in one. */
export function offerOf(manifest: Manifest, t: Translate): Offer {
  const card = (manifest.card ?? {}) as Record<string, unknown>;
  const pick = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'object') return pick((value as Record<string, unknown>)[t.lang] ?? (value as Record<string, unknown>).en);
    return String(value);
  };
  const lines = [
    pick(card.description ?? card.summary),
    labelled(t('card.data'), pick(card.data ?? card.training_data)),
    labelled(t('card.limits'), pick(card.limits ?? card.limitations)),
    labelled(t('card.licence'), pick(card.licence ?? card.license)),
  ];
  return { name: manifest.name, title: pick(card.title ?? card.name) || manifest.name, bytes: manifest.bytes, lines: lines.filter(Boolean) };
}

function labelled(name: string, text: string): string {
  return text && `${name} ${text}`;
}
