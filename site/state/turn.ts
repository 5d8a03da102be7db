// Many questions that do not depend on each other, some of them asked at once.

/** Answers in the order of the list, of which at most so many are awaited at once. The first that fails ends it. */
export async function* inTurn<Q, A>(
  list: readonly Q[],
  atOnce: number,
  ask: (question: Q, i: number) => Promise<A>,
): AsyncGenerator<A> {
  const answers: Promise<A>[] = [];
  for (let i = 0; i < list.length; i++) {
    while (answers.length < Math.min(list.length, i + atOnce)) {
      const answer = ask(list[answers.length]!, answers.length);
      answer.catch(() => undefined); // heard of when its turn comes
      answers.push(answer);
    }
    yield await answers[i]!;
  }
}
