// A figure's numbers as a table, and the ways a reader takes them home.

/** Named columns and rows; `about` says what was computed (model, text, layer …). */
export interface Table {
  about: Record<string, unknown>;
  columns: string[];
  rows: (string | number | null)[][];
  /** What the JSON file holds instead, where a method's result has a form that other tools know. */
  json?: Record<string, unknown>;
}

/**
 * Comma-separated values (RFC 4180) with a byte order mark, so that spreadsheets read Chinese. Cells that a spreadsheet
 * would run as a formula get a quote before them.
 */
export function csv(table: Table): string {
  const line = (cells: readonly (string | number | null)[]) => cells.map(cell).join(',');
  return '\ufeff' + [table.columns, ...table.rows].map(line).join('\r\n') + '\r\n';
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Hands a file to the reader. */
export function download(blob: Blob, name: string): void {
  const anchor = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}
