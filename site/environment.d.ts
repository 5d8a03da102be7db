// What the build puts in.

/** A real table of learned positions: its file, SHA-256 sum in base64, and whose it is; null where no model has one. */
declare const LEARNED_POSITIONS: { file: string; sum: string; model: string } | null;

/** All panels: every site/panels/<door>/*-panel.ts, imported for its element. */
declare module 'pellucid:panels' {}
