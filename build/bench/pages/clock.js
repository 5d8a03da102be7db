/** The milliseconds that each of several runs takes. */
export async function repeat(times, run) {
  const all = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await run();
    all.push(performance.now() - start);
  }
  return all;
}
