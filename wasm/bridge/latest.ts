// Latest wins: a view that asks again has lost interest in its former question.

/**
 * Wraps an abortable function so that each call aborts the one before. The superseded call rejects with an AbortError,
 * which {@link isAbort} recognises.
 */
export function latest<A extends unknown[], R>(
  run: (signal: AbortSignal, ...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  let current: AbortController | undefined;
  return async (...args) => {
    current?.abort();
    const mine = (current = new AbortController());
    const result = await run(mine.signal, ...args);
    mine.signal.throwIfAborted();
    return result;
  };
}

/** Whether an error only says that its call was given up. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
