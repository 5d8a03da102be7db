// Before all tests: compiles the command that gives the engine's native results (build/expect). PELLUCID_EXPECT names
// one that is there already.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dist, root } from './native.ts';

export default function build(): (() => void) | undefined {
  if (!existsSync(join(dist, 'index.html')))
    throw new Error(`there is no site in ${dist}: run make test-e2e, which builds it`);
  if (process.env['PELLUCID_EXPECT']) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'pellucid-expect-'));
  process.env['PELLUCID_EXPECT'] = join(folder, 'expect');
  // Its kernels are others than the page's, but not slow: plain ones would take a good part of the tests' time. That
  // all kernels agree, the plain ones too, is tested where they are (engine/kernel).
  const simd = process.arch === 'x64' ? { GOEXPERIMENT: 'simd' } : {};
  execFileSync('go', ['build', '-o', process.env['PELLUCID_EXPECT'], './build/expect'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...simd },
  });
  return () => rmSync(folder, { recursive: true, force: true });
}
