// Styles that every element of the site shares: box model, focus ring, buttons, fields, text for screen readers only.
// Colours come from the document's custom properties (page.css), so that one theme switch reaches all shadow roots.

import { css } from 'lit';

export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: var(--round-3);
  }
  button,
  select,
  input,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    border: 0;
    background: none;
    color: var(--muted);
    min-width: 40px;
    min-height: 40px;
    padding: 0 10px;
    border-radius: var(--round-3);
    font-size: var(--type-4);
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    color: var(--ink);
    background: color-mix(in srgb, var(--accent) 9%, transparent);
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  button[aria-pressed='true'],
  button[aria-current='true'] {
    color: var(--ink);
    background: color-mix(in srgb, var(--accent) 13%, transparent);
  }
  .button {
    border: 1px solid var(--rule);
    background: var(--card);
    color: var(--ink);
    padding: 0 16px;
  }
  .primary {
    background: var(--accent);
    color: var(--on-accent);
    padding: 0 18px;
  }
  .primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 86%, var(--ink));
    color: var(--on-accent);
  }
  select,
  input[type='text'],
  input[type='number'] {
    min-height: 40px;
    border: 1px solid var(--rule);
    border-radius: var(--round-3);
    background: var(--card);
    padding: 0 10px;
    font-size: var(--type-4);
    max-width: 100%;
  }
  a {
    color: var(--accent);
  }
  label {
    font-size: var(--type-3);
    color: var(--muted);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
  }
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    gap: 2px;
    border: 1px solid var(--rule);
    border-radius: var(--round-3);
    padding: 1px;
  }
  .lab {
    font-size: var(--type-3);
    color: var(--muted);
  }
  .num {
    font-family: var(--mono);
    font-variant-numeric: tabular-nums;
  }
  td.num,
  span.num {
    white-space: nowrap;
  }
  .scroll {
    overflow-x: auto;
    overscroll-behavior-x: contain;
    max-width: 100%;
  }
  /* What goes on beyond the edge fades out there, until the reader has come to its end. */
  @supports (animation-timeline: scroll()) {
    .scroll,
    .goes-on {
      animation: goes-on linear both;
      animation-timeline: scroll(self inline);
    }
    @keyframes goes-on {
      from,
      95% {
        mask-image: linear-gradient(90deg, #000 calc(100% - 36px), transparent);
      }
      to {
        mask-image: linear-gradient(90deg, #000 100%, transparent);
      }
    }
  }
  .sr {
    position: absolute !important;
    width: 1px;
    height: 1px;
    margin: -1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    border: 0;
  }
  /* Where the system chooses all colours, those that carry numbers stay, and what is chosen has a frame. */
  @media (forced-colors: active) {
    [style*='background'],
    [style*='width:'],
    [style*='--i:'],
    i:empty,
    b:empty,
    canvas,
    .ink {
      forced-color-adjust: none;
    }
    button[aria-pressed='true'],
    [aria-current]:not([aria-current='false']) {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    tr.on th,
    tr.on td {
      font-weight: 700;
    }
  }
  /* A finding, a row or a drawing stays on one sheet; nothing fades out that cannot be scrolled. */
  @media print {
    button.button,
    select {
      border: 1px solid var(--rule);
    }
    .scroll,
    .goes-on {
      animation: none;
      overflow: visible;
    }
    p,
    tr,
    svg,
    .verdict {
      break-inside: avoid;
    }
    .verdict {
      break-before: avoid;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation: none !important;
    }
  }
`;

/** What panels say around their figures: waiting, going wrong, remarks, and the conclusion. */
export const panelText = css`
  .wait {
    min-height: 160px;
    color: var(--muted);
    font-size: var(--type-4);
    display: grid;
    place-items: center;
  }
  .bad {
    color: var(--bad);
    font-size: var(--type-4);
  }
  .said {
    color: var(--muted);
    font-size: var(--type-4);
  }
  .verdict {
    font: 500 var(--type-7)/1.6 var(--serif);
    border-left: 3px solid var(--accent);
    padding-left: 14px;
    margin: 16px 0 8px;
  }
  input[type='range'] {
    min-width: 180px;
    min-height: 40px;
  }
  .two {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 20px;
    align-items: start;
  }
  @media (max-width: 760px) {
    .two {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

/** The one token cell, used at the input, at every layer, at the output and in attribution rows. */
export const tokenCell = css`
  .strip {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .tok {
    appearance: none;
    min-width: 40px;
    min-height: 40px;
    text-align: center;
    padding: 5px 9px 4px;
    border-radius: var(--round-3);
    background: var(--card);
    border: 1px solid var(--rule);
    line-height: 1.25;
    position: relative;
    font-size: var(--type-7);
    color: var(--ink);
    white-space: nowrap; /* not pre: templates may break lines inside a cell */
  }
  span.tok {
    display: inline-flex;
    align-items: center;
    justify-content: center;
  }
  .tok i {
    display: block;
    font: normal var(--type-1)/1.3 var(--mono);
    font-variant-numeric: tabular-nums;
    color: var(--faint);
    margin-top: 1px;
  }
  .tok.special {
    color: var(--muted);
    border-style: dashed;
    font-size: var(--type-3);
  }
  .tok[aria-selected='true'],
  .tok.on {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  .tok:focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .ticks {
    position: absolute;
    left: 5px;
    right: 5px;
    bottom: -1px;
    height: 4px;
    display: flex;
    gap: 2px;
  }
  .ticks b {
    flex: 1;
    background: var(--k);
    border-radius: var(--round-1);
  }
`;

/** Charts: the drawing as wide as its place, its axes, and below it what the lines are. */
export const chart = css`
  svg {
    display: block;
    width: 100%;
    height: auto;
    font-family: var(--sans);
    overflow: visible;
  }
  text {
    fill: var(--muted);
    font-size: var(--type-2);
  }
  .grid {
    stroke: var(--rule);
    stroke-dasharray: 2 4;
  }
  ul {
    list-style: none;
    margin: 8px 0 0;
    padding: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 2px 18px;
    font-size: var(--type-3);
    color: var(--muted);
  }
  li {
    display: flex;
    align-items: center;
    gap: 7px;
  }
  li svg {
    width: 28px;
    height: 10px;
    flex: none;
  }
`;

/** Tables of numbers in a figure. */
export const numbers = css`
  table {
    border-collapse: collapse;
    font-size: var(--type-3);
    margin: 12px 0;
  }
  th,
  td {
    padding: 4px 12px 4px 0;
    text-align: left;
    border-bottom: 1px solid var(--rule);
    font-weight: 400;
  }
`;
