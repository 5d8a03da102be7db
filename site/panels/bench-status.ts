// What the page is doing, as the bench's status line says it: loading, computing, done, or what went wrong.

import type { EngineError, ErrorCode } from '../../wasm/bridge/errors.ts';
import type { Translate } from '../i18n/index.ts';
import { duration, megabytes } from '../state/format.ts';
import type { Phase, Session } from '../state/session.ts';
import type { Status } from '../views/status-line.ts';
import { errorText } from './errors.ts';

/** Errors that trying again cannot mend: the reader has to change something. */
const needsReader = new Set<ErrorCode>([
  'too-long',
  'empty',
  'no-letters',
  'bad-params',
  'bad-token',
  'bad-site',
  'wrong-kind',
  'bad-edit',
  'too-short',
  'different-length',
  'same-score',
  'same-mask',
  'unknown-architecture',
  'unknown-format',
  'missing-file',
  'no-wasm',
]);

/** The status of a session whose reader has written `text`. */
export function statusOf(session: Session, text: string, t: Translate): Status {
  const { phase, results } = session;
  const ready = () =>
    t('status.ready', { took: duration(results.took ?? 0), kernels: results.info?.kernels ?? '' }) +
    (phase.kind === 'ready' && results.output?.stop === 'length' ? ` · ${t('status.cut')}` : '');
  switch (phase.kind) {
    case 'failed':
      return { kind: 'error', retry: !needsReader.has(phase.error.code), ...failed(phase.error, session, text, t) };
    case 'loading':
      return loading(phase, session, t);
    case 'empty':
      return { kind: 'info', text: t('status.empty') };
    case 'running':
      return { kind: 'busy', text: results.took === undefined ? t('status.running') : ready() };
    case 'ready':
      return { kind: 'info', text: ready() };
  }
}

function loading({ progress }: Phase & { kind: 'loading' }, session: Session, t: Translate): Status {
  const { precomputed } = session;
  if (!progress) return { kind: 'busy', text: t(precomputed ? 'status.firstStarting' : 'status.starting') };
  const { stage, loaded, total } = progress;
  const values = { done: megabytes(loaded), total: megabytes(total) };
  const parts = [t(stage === 'engine' ? 'status.engine' : 'status.model', values)];
  if (precomputed) parts.push(t('status.first'));
  if (session.needs) parts.push(needed(session.needs, t));
  return { kind: 'busy', text: parts.join(' · '), share: total ? loaded / total : 0 };
}

/** What the files that are being opened will take; seconds where an opening has been timed. */
function needed({ memory, seconds }: NonNullable<Session['needs']>, t: Translate): string {
  const size = megabytes(memory);
  return seconds === undefined
    ? t('status.needsMemory', { memory: size })
    : t('status.needs', { memory: size, seconds: duration(1000 * seconds) });
}

/** The error, and which sentence the figures still belong to. */
function failed(error: EngineError, session: Session, text: string, t: Translate): { text: string; detail: string } {
  const said = errorText(error, t);
  const of = session.results.output?.of;
  const old = of !== undefined && of !== text ? ` ${t('status.old', { text: of.slice(0, 40) })}` : '';
  return { ...said, text: said.text + old };
}
