// What the build puts in.

/** All panels: every site/panels/<door>/*-panel.ts, imported for its element. */
declare module 'pellucid:panels' {}
