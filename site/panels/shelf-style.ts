// How lists of models look that can be fetched or are kept.

import { css } from 'lit';

export const shelf = css`
  article {
    border: 1px solid var(--rule);
    background: var(--card);
    border-radius: var(--round-4);
    padding: 14px 16px;
    margin-top: 10px;
  }
  h3 {
    margin: 0;
    font: 500 var(--type-7)/1.4 var(--sans);
  }
  p {
    margin: 4px 0 8px;
    font-size: var(--type-4);
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  p b,
  .what b {
    color: var(--ink);
    font-weight: 500;
  }
  ul {
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
    max-height: 320px;
    overflow-y: auto;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    padding: 4px 0;
    border-top: 1px solid var(--rule);
    font-size: var(--type-4);
  }
  .what {
    flex: 1 1 240px;
    overflow-wrap: anywhere;
  }
  small {
    display: block;
    font-size: var(--type-3);
    color: var(--muted);
  }
`;
