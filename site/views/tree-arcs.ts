// Trees over a sentence, one a layer: words in a row with an arc for each edge. Edges that the layer before had too are
// plain, new ones broken, so that what a layer adds is seen.

import { html, svg, LitElement, css, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { shared } from '../styles/shared.ts';
import { data } from './data.ts';
import { define } from './define.ts';
import { measurer } from './measure.ts';

/** One layer's tree. */
export interface ArcTree {
  name: string;
  /** Pairs of words, the first before the second. */
  edges: readonly (readonly number[])[];
  /** By edge: in the layer before too. */
  kept: readonly boolean[];
}

const gap = 16;

export class TreeArcs extends LitElement {
  static override styles = [
    shared,
    css`
      .scroll {
        overflow-x: auto;
      }
      figure {
        margin: 0 0 10px;
      }
      figcaption {
        font-size: var(--type-3);
        color: var(--muted);
      }
      svg {
        display: block;
        font-family: var(--sans);
      }
      text {
        fill: var(--ink);
        font-size: var(--type-4);
      }
      path {
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.8;
      }
      path.new {
        stroke: var(--k);
        stroke-dasharray: 5 4;
      }
    `,
  ];

  @data accessor words: readonly string[] = [];
  @data accessor trees: readonly ArcTree[] = [];
  @property() accessor name = '';

  override render(): TemplateResult {
    const width = measurer(this, '--type-4');
    const widths = this.words.map((word) => width(word) + 4);
    let at = 6;
    const middles = widths.map((w) => {
      const middle = at + w / 2;
      at += w + gap;
      return middle;
    });
    return html`<div class="scroll" tabindex="0" role="group" aria-label=${this.name}>
      ${this.trees.map((tree) => this.#tree(tree, middles, at))}
    </div>`;
  }

  #tree(tree: ArcTree, middles: readonly number[], width: number): TemplateResult {
    const longest = Math.max(1, ...tree.edges.map(([i, j]) => j! - i!));
    const high = 14 + 15 * Math.min(longest, 7);
    const spoken = tree.edges.map(([i, j]) => `${this.words[i!]}–${this.words[j!]}`).join(', ');
    return html`<figure>
      <figcaption>${tree.name}</figcaption>
      <svg
        width=${width}
        height=${high + 22}
        viewBox="0 0 ${width} ${high + 22}"
        role="img"
        aria-label="${tree.name}: ${spoken}"
      >
        ${tree.edges.map(([i, j], e) => {
          const [a, b] = [middles[i!]!, middles[j!]!];
          const top = high - 15 * Math.min(j! - i!, 7);
          return svg`<path class=${tree.kept[e] ? '' : 'new'}
            d="M${a} ${high} C${a} ${top}, ${b} ${top}, ${b} ${high}"></path>`;
        })}
        ${this.words.map((word, i) => svg`<text x=${middles[i]!} y=${high + 16} text-anchor="middle">${word}</text>`)}
      </svg>
    </figure>`;
  }
}

define('pl-tree-arcs', TreeArcs);
declare global {
  interface HTMLElementTagNameMap {
    'pl-tree-arcs': TreeArcs;
  }
}
