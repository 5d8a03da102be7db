// What the build puts in.

/** A real table of learned positions: its file, SHA-256 sum in base64, and whose it is; null where no model has one. */
declare const LEARNED_POSITIONS: { file: string; sum: string; model: string } | null;

/** All panels: every site/panels/<door>/*-panel.ts, imported for its element. */
declare module 'pellucid:panels' {}

/** The colours, faces and measures of styles/page.css: its text. */
declare module 'pellucid:page-style' {
  const text: string;
  export default text;
}

/** The words of an embed before all others: a title for every figure, and the sentences of the group "embed". */
declare module 'pellucid:embed-words' {
  const words: Record<'en' | 'zh', { figures: Record<string, string>; words: Record<string, string> }>;
  export default words;
}
