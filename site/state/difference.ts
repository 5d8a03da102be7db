// What two sequences do not share: everything outside a longest common subsequence.

/** For each entry of both, whether it is outside what they share in this order. */
export function difference(a: readonly number[], b: readonly number[]): [boolean[], boolean[]] {
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i]![j] = a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  const [inA, inB] = [a.map(() => true), b.map(() => true)];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) inA[i++] = inB[j++] = false;
    else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++;
    else j++;
  }
  return [inA, inB];
}
