// Numbers as the reader sees them: one way to write a share, a weight, a size, in both languages.

/** 0.8123 → "81.2%"; never "0.0%" or "100.0%" for a share that is neither. */
export function percent(share: number, digits = 1): string {
  if (!Number.isFinite(share)) return '–';
  const least = 10 ** -(digits + 2);
  if (share > 0 && share < least) return `<${(least * 100).toFixed(digits)}%`;
  if (share < 1 && share > 1 - least) return `>${((1 - least) * 100).toFixed(digits)}%`;
  return `${(share * 100).toFixed(digits)}%`;
}

/** A signed number with a true minus sign: -1.5 → "−1.50". */
export function decimal(value: number, digits = 2): string {
  if (value === -Infinity) return '−∞';
  if (!Number.isFinite(value)) return '–';
  const written = Math.abs(value).toFixed(digits);
  return value < 0 && Number(written) !== 0 ? `−${written}` : written;
}

/** A weight of a heatmap cell, at most two digits: 0.41 → ".41", 1 → "1". */
export function weight(value: number): string {
  return value >= 0.995 ? '1' : value.toFixed(2).replace(/^0/, '');
}

/** A size of a download: 6 900 000 → "6.9 MB". */
export function megabytes(bytes: number): string {
  return bytes < 1e5 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The size of a number near 0, as print has it: -0.000025 → "2.5 × 10⁻⁵". */
export function tiny(value: number): string {
  const [digits, power] = Math.abs(value).toExponential(1).split('e');
  return `${digits} × 10${[...power!.replace('+', '')]
    .map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))
    .join('')}`;
}

/** A count of parameters: 6 500 000 → "6.5 M", or "650 万" in Chinese. */
export function count(value: number, lang: 'zh' | 'en'): string {
  if (lang === 'zh') {
    if (value >= 1e8) return `${trim(value / 1e8)} 亿`;
    return value >= 1e4 ? `${trim(value / 1e4)} 万` : String(value);
  }
  if (value >= 1e9) return `${trim(value / 1e9)} billion`;
  if (value >= 1e6) return `${trim(value / 1e6)} million`;
  return value.toLocaleString('en');
}

function trim(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, '');
}

/** A duration in milliseconds: 45 → "45 ms", 1234 → "1.2 s". */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
