// Ask a closed model: a sheet of questions to copy to any chatbot, and its replies, pasted and judged here. Nothing is
// sent.

import { css, html, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { AskRepliesResult, AskSheetResult } from '../../../wasm/bridge/protocol.gen.ts';
import { invented, sureness } from '../../conclusions.ts';
import { percent } from '../../state/format.ts';
import { questionFiles } from '../../state/questions.ts';
import { panelText, shared } from '../../styles/shared.ts';
import { define } from '../../views/define.ts';
import { Panel } from '../panel.ts';
import { Work } from '../work.ts';
import '../../views/reliability-plot.ts';

/** Questions of a sheet: with a right answer, and about things that do not exist. */
const sheet = { n: 30, made: 10 };

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
  @state() private accessor copied = false;

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
    return html`<label>${t('paste.sheet')}<textarea readonly .value=${text}></textarea></label>
      <div class="row">
        <button class="button" @click=${() => this.#copy(text)}>
          ${t(this.copied ? 'paste.copied' : 'paste.copy')}
        </button>
        <button class="button" @click=${this.#another}>${t('paste.another')}</button>
      </div>
      <label
        >${t('paste.replies')}<textarea
          .value=${this.pasted}
          placeholder=${t('paste.placeholder')}
          @input=${(e: Event) => (this.pasted = (e.target as HTMLTextAreaElement).value)}
        ></textarea>
      </label>
      ${this.workLine(this.#replies, '')} ${this.#replies.current ? this.#judged(this.#replies.current) : ''}`;
  }

  #another = () => {
    [this.draw, this.pasted, this.copied] = [this.draw + 1, '', false];
    this.#sheet.start();
  };

  async #copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = true;
    } catch {
      this.renderRoot.querySelector('textarea')?.select(); // the reader copies by hand
    }
  }

  #judged(value: AskRepliesResult): TemplateResult {
    const { t } = this;
    const { stated, unread, replies } = value;
    const who = t('paste.who');
    return html`<p class="said" role="status">
        ${t('paste.read', { read: replies.length - unread, n: replies.length })}
        ${stated ? t('paste.right', { right: percent(stated.base_rate, 0), n: stated.n }) : ''}
      </p>
      ${unread ? this.#unread(value) : ''}
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
  #unread({ replies }: AskRepliesResult): TemplateResult {
    const { t } = this;
    return html`<details>
      <summary class="said">${t('paste.unread')}</summary>
      <ul>
        ${replies.filter((r) => !r.read).map((r) => html`<li>${r.number}: ${r.reply || t('paste.missing')}</li>`)}
      </ul>
    </details>`;
  }

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
