// A conversation as a chat model reads it: the model's own template (Jinja, from its files) makes one text of the
// messages. The template engine is fetched when a chat is first written.

import type { Tokens } from '../../wasm/bridge/protocol.gen.ts';
import { cells, type Cell } from './cells.ts';

/** Who says something. */
export type Role = 'system' | 'user' | 'assistant';

export interface Message {
  role: Role;
  content: string;
}

/** Special tokens that a template may name. */
export interface TemplateTokens {
  bos_token: string;
  eos_token: string;
}

/** A conversation as text. */
export type Render = (messages: readonly Message[], answering?: boolean) => string;

/**
 * Makes a template ready; it throws where the template is no Jinja. With `answering`, the text ends where an answer
 * begins.
 */
export async function templateOf(source: string, tokens: TemplateTokens): Promise<Render> {
  const { Template } = await import('@huggingface/jinja');
  const template = new Template(source);
  return (messages, answering = false) =>
    template.render({
      ...tokens,
      messages: messages.map((m) => ({ ...m })),
      add_generation_prompt: answering,
      tools: null,
    });
}

/** Where a character of the text comes from: what somebody said, or what the template adds around it. */
export type Origin = Role | 'template';

/** A stretch of the text from one origin; `end` is exclusive, both count UTF-16 units. */
export interface Stretch {
  origin: Origin;
  start: number;
  end: number;
}

/** A conversation rendered, and the messages' places in it. */
export interface Rendered {
  text: string;
  stretches: Stretch[];
}

/**
 * Renders a conversation that ends where an answer begins. Where messages stand is found by rendering it with marks in
 * their place; a template that looks into messages, and so makes another text of the marks, leaves all to "template".
 */
export function rendered(render: Render, messages: readonly Message[]): Rendered {
  const text = render(messages, true);
  const marked = render(
    messages.map(({ role }, i) => ({ role, content: `\uE000${i}\uE001` })),
    true,
  );
  const list: Stretch[] = [];
  let at = 0;
  const add = (origin: Origin, part: string): boolean => {
    if (!text.startsWith(part, at)) return false;
    if (part) list.push({ origin, start: at, end: at + part.length });
    at += part.length;
    return true;
  };
  const whole = marked.split(/\uE000(\d+)\uE001/).every((part, i) => {
    if (i % 2 === 0) return add('template', part);
    const { role, content } = messages[Number(part)]!;
    return add(role, content) || add(role, content.trim());
  });
  if (!whole || at !== text.length) return { text, stretches: [{ origin: 'template', start: 0, end: text.length }] };
  return { text, stretches: list };
}

/** Cells of one origin, side by side. */
export interface Run {
  origin: Origin;
  cells: Cell[];
}

/** The cells of the text, run by run. A cell over a seam belongs to where it begins; tokens count UTF-8 bytes. */
export function runsOf({ text, stretches }: Rendered, tokens: Tokens): Run[] {
  const encoder = new TextEncoder();
  const ends = stretches.map(({ origin, end }) => ({
    origin,
    end: encoder.encode(text.slice(0, end)).length,
  }));
  const runs: Run[] = [];
  for (const cell of cells(tokens)) {
    const { start } = tokens.tokens[cell.first]!;
    const origin = ends.find(({ end }) => start < end)?.origin ?? 'template';
    if (runs.at(-1)?.origin !== origin) runs.push({ origin, cells: [] });
    runs.at(-1)!.cells.push(cell);
  }
  return runs;
}
