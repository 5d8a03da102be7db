// A decision tree drawn as nested questions: the branch that was taken is lit from the root to the answer, the other
// branches stay readable and grey. HTML lists, so that it wraps on a phone and can be read aloud.

import { html, LitElement, css, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Translate } from '../i18n/index.ts';
import type { TreeNode } from '../../wasm/bridge/protocol.gen.ts';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';

export class DecisionTree extends LitElement {
  static override styles = [
    shared,
    css`
      .scroll {
        padding-bottom: 4px;
      }
      .node {
        display: flex;
        flex-direction: column;
        gap: 6px;
        align-items: flex-start;
      }
      .ask,
      .leaf {
        border: 1px solid var(--rule);
        border-radius: var(--round-3);
        padding: 7px 12px;
        font-size: var(--type-4);
        color: var(--muted);
        background: var(--card);
      }
      .leaf {
        border-style: dashed;
      }
      .on > .leaf small,
      .on > .ask small {
        color: var(--ink);
      }
      .ask small,
      .leaf small {
        display: block;
        font: var(--type-2) var(--mono);
        color: var(--faint);
      }
      .on > .ask,
      .on > .leaf {
        border-color: var(--accent);
        border-width: 2px;
        border-style: solid;
        color: var(--ink);
        background: color-mix(in srgb, var(--accent) 9%, var(--card));
      }
      .on > .leaf {
        font: 500 var(--type-7) var(--serif);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0 0 0 16px;
        display: grid;
        gap: 8px;
        border-left: 2px solid var(--rule);
        margin-left: 14px;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 10px;
        align-items: start;
      }
      li > b {
        font: 500 var(--type-3) var(--sans);
        color: var(--faint);
        padding-top: 8px;
        min-width: 20px;
      }
      li.on > b {
        color: var(--accent);
      }
      ul:has(> li.on) {
        border-left-color: var(--accent);
      }
      .leaf {
        min-width: 84px;
      }
      /* A sheet holds a whole tree: counts stand beside their answers, and little stands between. */
      @media print {
        .node,
        ul {
          gap: 3px;
        }
        .ask,
        .leaf {
          padding: 1px 10px;
        }
        .ask small,
        .leaf small {
          display: inline;
          margin-left: 8px;
        }
        li > b {
          padding-top: 2px;
        }
      }
      @media (max-width: 560px) {
        ul {
          padding-left: 8px;
          margin-left: 5px;
          gap: 4px;
        }
        li {
          grid-template-columns: minmax(0, 1fr);
          gap: 1px;
        }
        li > b {
          padding-top: 2px;
        }
        .ask,
        .leaf {
          padding: 6px 9px;
          font-size: var(--type-4);
        }
      }
    `,
  ];

  @property({ attribute: false }) accessor t!: Translate;
  @data accessor nodes: readonly TreeNode[] = [];
  @data accessor path: readonly number[] = [];
  /** The question of each feature. */
  @data accessor questions: readonly string[] = [];
  /** The answer of each class. */
  @data accessor classes: readonly string[] = [];

  override render(): TemplateResult {
    return this.nodes.length ? html`<div class="scroll">${this.#node(0)}</div>` : html``;
  }

  #node(at: number): TemplateResult {
    const node = this.nodes[at]!;
    const lit = this.path.includes(at);
    const counts = node.counts
      .map((n, i) => `${this.classes[i] ?? i} ${n}`)
      .filter((_, i) => node.counts[i]! > 0)
      .join(' · ');
    if (node.feature < 0)
      return html`<div class="node ${lit ? 'on' : ''}">
        <div class="leaf">${this.classes[node.class] ?? node.class}<small>${counts}</small></div>
      </div>`;
    const branch = (child: number, name: string) => {
      const on = lit && this.path.includes(child);
      return html`<li class=${on ? 'on' : ''}>
        <b>${name}${on ? html`<span class="sr">${this.t('tree.taken')}</span>` : nothing}</b>${this.#node(child)}
      </li>`;
    };
    return html`<div class="node ${lit ? 'on' : ''}">
      <div class="ask">${this.questions[node.feature] ?? node.feature}</div>
      <ul>
        ${branch(node.yes, this.t('tree.yes'))}${branch(node.no, this.t('tree.no'))}
      </ul>
    </div>`;
  }
}

define('pl-decision-tree', DecisionTree);
declare global {
  interface HTMLElementTagNameMap {
    'pl-decision-tree': DecisionTree;
  }
}
