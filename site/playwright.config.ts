// End-to-end tests: a real Chromium against the site as `make test-e2e` builds it into run/e2e, with the engine's own
// native results as the oracle. PELLUCID_TEST_DIST names another build, PELLUCID_TEST_PORT a port; PELLUCID_TIER=long
// or longest runs those tests instead of the others, PELLUCID_PICTURES=1 takes the pictures in docs/pictures.

import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

// Workers inherit the environment, so all of them and the server agree on the port.
const port = (process.env['PELLUCID_TEST_PORT'] ??= String(20000 + (process.pid % 20000)));

const chromium = fileURLToPath(new URL('../build/chromium.sh', import.meta.url));
const tier = process.env['PELLUCID_TIER'];

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: process.env['PELLUCID_PICTURES'] ? '*.pictures.ts' : '*.spec.ts',
  outputDir: process.env['PELLUCID_TEST_OUTPUT'] ?? 'test-results',
  globalSetup: './test/e2e/build-native.ts',
  // See `long` and `longest` in support.ts.
  grep: tier ? new RegExp(`@${tier}\\b`) : /./,
  grepInvert: tier === 'longest' ? [] : tier ? /@longest/ : /@long/,
  workers: 2, // each keeps one page, one engine and one native engine busy
  forbidOnly: !!process.env['CI'],
  // What fails now and then is a fault of the page or of the test; only a machine that others starve may try again.
  retries: Number(process.env['PELLUCID_RETRIES'] ?? 0),
  timeout: 120_000, // generous, for busy machines
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${port}/`,
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    serviceWorkers: 'block', // the tests of offline use allow them
    launchOptions: { executablePath: chromium, args: ['--no-sandbox'] },
  },
  webServer: {
    command: `go run ./build/serve -dir ${process.env['PELLUCID_TEST_DIST'] ?? 'run/e2e'}`,
    cwd: '..',
    env: { PORT: port },
    url: `http://localhost:${port}/`,
    timeout: 120_000,
    reuseExistingServer: false,
  },
});
