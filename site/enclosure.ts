// The files of a page that is one file: build/site writes them behind the page's script, each in an element of its own.

import { enclose, type Enclosed, type Enclosure } from '../wasm/bridge/origin.ts';

const base = new URL('.', document.baseURI).href;
Object.assign(globalThis, { pellucidBase: base }); // stands for import.meta.url in such a page

/** The table, once the browser has read to the end of the page. */
async function table(): Promise<Enclosure> {
  if (document.readyState === 'loading')
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  const files: Record<string, Enclosed> = {};
  for (const element of document.querySelectorAll<HTMLScriptElement>('script[data-file]')) {
    const { file, type, gzip } = element.dataset;
    files[file!] = { type: type!, gzip: gzip !== undefined, base64: element.text };
    element.remove(); // the table has it now
  }
  return { base, files };
}

enclose(table());
