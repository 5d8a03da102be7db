// The mean of a few values with its interval.

/** Student's t for 95 %, by degrees of freedom from 1; the normal's value beyond. */
const student = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228] as const;
const normal = 1.96;

export interface Spread {
  mean: number;
  low: number;
  high: number;
}

/** With fewer than two values the interval is the value itself. */
export function spread(values: readonly number[]): Spread {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, n);
  if (n < 2) return { mean, low: mean, high: mean };
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  const half = (student[n - 2] ?? normal) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}
