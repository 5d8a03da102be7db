// Ask a closed model: a sheet of questions to copy to any chatbot, and its replies, pasted and judged here. Nothing is
// sent.

import { css, html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { AskRepliesResult, AskSheetResult, AskTornResult, Replied } from '../../../wasm/bridge/protocol.gen.ts';
import { invented, sureness, torn } from '../../conclusions.ts';
import { percent } from '../../state/format.ts';
import { questionFiles } from '../../state/questions.ts';
import { again, changes, type Again } from '../../state/torn.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/reliability-plot.ts';

/** Questions of a sheet: with a right answer, and about things that do not exist. */
const sheet = { n: 30, made: 10 };

/** What came of the second sheet. */
interface Torn {
  replies: readonly Replied[];
  all: readonly Again[];
  p: number;
}

export class PastePanel extends Panel {
  static override styles = [
    shared,
    panelText,
    css`
      textarea {
        width: 100%;
        min-height: 140px;
        font: var(--type-3)/1.5 var(--mono);
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        background: var(--card);
        padding: 8px 10px;
      }
      .row {
        margin: 10px 0;
      }
      ul {
        margin: 8px 0;
        font-size: var(--type-4);
      }
    `,
  ];

  @state() private accessor draw = 1;
  @state() private accessor pasted = '';
  /** Replies to the second sheet. */
  @state() private accessor pastedAgain = '';
  /** The sheet that was copied last. */
  @state() private accessor copied = '';

  #sheet = new Work<AskSheetResult>(
    this,
    () => [this.t.lang, this.draw],
    async (model, { signal }) => {
      const language = this.t.lang;
      const files = await questionFiles(language);
      return model.call('ask_sheet', { language, ...files, ...sheet, seed: this.draw }, { signal });
    },
    false,
  );

  #replies = new Work<AskRepliesResult>(
    this,
    () => (this.#items && this.pasted.trim() ? [this.t.lang, this.draw, this.pasted] : undefined),
    (model, { signal }) =>
      model.call(
        'ask_replies',
        { language: this.t.lang, items: this.#items!, replies: this.pasted, seed: this.draw },
        { signal },
      ),
  );

  #torn = new Work<AskTornResult>(
    this,
    () =>
      this.#replies.current?.replies.some((r) => r.named.length) ? [this.t.lang, this.draw, this.pasted] : undefined,
    (model, { signal }) =>
      model.call(
        'ask_torn',
        { language: this.t.lang, items: this.#items!, replies: this.pasted, seed: this.draw },
        { signal },
      ),
    false,
  );

  #again = new Work<Torn>(
    this,
    () =>
      this.#torn.current && this.pastedAgain.trim()
        ? [this.t.lang, this.draw, this.pasted, this.pastedAgain]
        : undefined,
    async (model, { signal }) => {
      const { items, of } = this.#torn.current!;
      const [language, seed] = [this.t.lang, this.draw];
      const { replies } = await model.call(
        'ask_replies',
        { language, items, replies: this.pastedAgain, seed },
        { signal },
      );
      const all = again(this.#replies.current!.replies, replies, of);
      const [a, b] = [changes(all, false), changes(all, true)];
      const { p } = a.length && b.length ? await model.call('permute', { a, b, seed }, { signal }) : { p: 1 };
      return { replies, all, p };
    },
  );

  get #items() {
    return this.#sheet.current?.items;
  }

  override render(): TemplateResult {
    const { t } = this;
    return this.section({ ask: t('paste.ask'), text: t('paste.text'), caveat: t('paste.caveat') }, [
      this.figure(
        'paste',
        { note: t('paste.note'), how: t('paste.how'), limits: t('paste.limits', sheet), table: this.#table },
        this.#drawn(),
      ),
      this.figure(
        'torn',
        { note: t('paste.note'), how: t('torn.how'), limits: t('torn.limits'), table: this.#tornTable },
        this.#drawTorn(),
      ),
    ]);
  }

  #drawn(): TemplateResult {
    const { t } = this;
    const written = this.#sheet.current;
    return html`${this.workLine(this.#sheet, '', '', t('paste.start', sheet))}
    ${written ? this.#work(written) : html`<p class="said">${t('paste.idle')}</p>`}`;
  }

  #work({ text }: AskSheetResult): TemplateResult {
    const { t } = this;
    const another = html`<button class="button" @click=${this.#another}>${t('paste.another')}</button>`;
    return html`${this.#toCopy(text, another)} ${this.#toPaste(this.pasted, (text) => (this.pasted = text))}
    ${this.workLine(this.#replies, '')} ${this.#replies.current ? this.#judged(this.#replies.current) : ''}`;
  }

  #another = () => {
    [this.draw, this.pasted, this.pastedAgain, this.copied] = [this.draw + 1, '', '', ''];
    this.#sheet.start();
  };

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = text;
    } catch {
      const areas = [...this.renderRoot.querySelectorAll('textarea')];
      areas.find((area) => area.value === text)?.select(); // the reader copies by hand
    }
  }

  /** A sheet, and the button that copies it. */
  #toCopy(text: string, more: TemplateResult | '' = ''): TemplateResult {
    const { t } = this;
    return html`<label>${t('paste.sheet')}<textarea readonly .value=${text}></textarea></label>
      <div class="row">
        <button class="button" @click=${() => this.#copy(text)}>
          ${t(this.copied === text ? 'paste.copied' : 'paste.copy')}
        </button>
        ${more}
      </div>`;
  }

  /** Where replies go. */
  #toPaste(value: string, set: (text: string) => void): TemplateResult {
    return html`<label
      >${this.t('paste.replies')}<textarea
        .value=${value}
        placeholder=${this.t('paste.placeholder')}
        @input=${(e: Event) => set((e.target as HTMLTextAreaElement).value)}
      ></textarea>
    </label>`;
  }

  #drawTorn(): TemplateResult {
    const { t } = this;
    if (!this.#replies.current) return html`<p class="said">${t('torn.idle')}</p>`;
    if (!this.#replies.current.replies.some((r) => r.named.length)) return html`<p class="said">${t('torn.none')}</p>`;
    const written = this.#torn.current;
    return html`${this.workLine(this.#torn, '', '', t('torn.start'))}
    ${
      written
        ? html`${this.#toCopy(written.text)} ${this.#toPaste(this.pastedAgain, (text) => (this.pastedAgain = text))}
          ${this.workLine(this.#again, '')} ${this.#again.current ? this.#compared(this.#again.current) : ''}`
        : html`<p class="said">${t('torn.text')}</p>`
    }`;
  }

  #compared({ replies, all, p }: Torn): TemplateResult {
    const { t } = this;
    const [named, random] = [changes(all, false), changes(all, true)];
    const unread = all.filter((a) => a.after < 0).length;
    return html`<p class="said" role="status">${t('paste.read', { read: all.length - unread, n: all.length })}</p>
      ${unread ? this.#listed(replies.filter((r) => r.letter < 0)) : ''} ${this.conclude(torn.from(named, random, p))}`;
  }

  #judged(value: AskRepliesResult): TemplateResult {
    const { t } = this;
    const { stated, unread, replies } = value;
    const who = t('paste.who');
    return html`<p class="said" role="status">
        ${t('paste.read', { read: replies.length - unread, n: replies.length })}
        ${stated ? t('paste.right', { right: percent(stated.base_rate, 0), n: stated.n }) : ''}
      </p>
      ${unread ? this.#listed(replies.filter((r) => !r.read)) : ''}
      ${
        stated
          ? html`<pl-reliability-plot
              .series=${[{ name: t('sure.stated', { who }), bins: stated.bins }]}
              .x=${t('sure.x')}
              .y=${t('sure.y')}
              name=${t('sure.plot')}
              perfect=${t('sure.perfect')}
              counts=${t('sure.count')}
            ></pl-reliability-plot>`
          : ''
      }
      ${this.conclude(sureness.from(who, stated))}
      ${this.conclude(invented.from(value.made, value.admitted, value.invented))}`;
  }

  /** The lines that could not be read, as they were pasted. */
  #listed(replies: readonly Replied[]): TemplateResult {
    const { t } = this;
    return html`<details>
      <summary class="said">${t('paste.unread')}</summary>
      <ul>
        ${replies.map((r) => html`<li>${r.number}: ${r.reply || t('paste.missing')}</li>`)}
      </ul>
    </details>`;
  }

  #tornTable = () =>
    this.table(
      ['number', 'question', 'of', 'random', 'letter_before', 'letter_after', 'right'],
      (this.#again.current?.all ?? []).map((a, i) => [
        i + 1,
        this.#torn.current?.items[i]?.text ?? '',
        a.of + 1,
        Number(a.random),
        a.before,
        a.after,
        this.#torn.current?.items[i]?.right ?? -1,
      ]),
      { source: 'pasted', sheet: this.draw, language: this.t.lang, p: this.#again.current?.p ?? null },
    );

  #table = () =>
    this.table(
      ['number', 'question', 'exists', 'reply', 'right', 'stated', 'admits', 'read'],
      (this.#replies.current?.replies ?? []).map((r, i) => [
        r.number,
        this.#items?.[i]?.text ?? '',
        Number((this.#items?.[i]?.right ?? -1) >= 0),
        r.reply,
        Number(r.right),
        r.stated,
        Number(r.admits),
        Number(r.read),
      ]),
      { source: 'pasted', sheet: this.draw, language: this.t.lang },
    );
}

define('pl-paste-panel', PastePanel);
declare global {
  interface HTMLElementTagNameMap {
    'pl-paste-panel': PastePanel;
  }
}
