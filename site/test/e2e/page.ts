// What the tests of the public interface share: an empty page of the site's own origin with pellucid.js in it, and
// faults made by answering requests ourselves.

import { test as base, type Page } from '@playwright/test';

/** The name of the model that the site opens by itself. */
export const model = 'zh-en';

/** A page with nothing on it, from which the interface can be imported, and what went wrong on it. */
export const test = base.extend<{ blank: Page; outside: string[] }>({
  outside: async ({}, use) => {
    await use([]);
  },
  blank: async ({ page, baseURL, outside }, use) => {
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (/^https?:$/.test(protocol) && origin !== new URL(baseURL!).origin) outside.push(request.url());
    });
    await page.route('**/blank.html', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>blank</title>' }),
    );
    await page.goto('blank.html');
    await page.addScriptTag({
      type: 'module',
      content: `
        import * as pellucid from './pellucid.js';
        globalThis.pellucid = pellucid;
        globalThis.failure = (promise) =>
          promise.then(() => null, (e) => ({ name: e.name, code: e.code, message: e.message }));`,
    });
    await page.waitForFunction(() => 'pellucid' in globalThis);
    await use(page);
  },
});

export { expect } from '@playwright/test';

declare global {
  var pellucid: typeof import('../../../wasm/bridge/pellucid.ts');
  var failure: (promise: Promise<unknown>) => Promise<{ name: string; code?: string; message: string } | null>;
}
