// The look of the stage "Ask it".

import { css } from 'lit';

export const askStyle = css`
  .row,
  .segments {
    margin: 10px 0;
  }
  .scene {
    font: var(--type-6)/1.7 var(--serif);
    margin: 4px 0 8px;
  }
  .witness {
    border: 1px solid var(--rule);
    border-radius: var(--round-3);
    padding: 10px 12px;
    margin: 8px 0;
  }
  .witness p {
    margin: 6px 0;
  }
  .witness h4 {
    margin: 0;
    font-size: var(--type-5);
  }
  .tok {
    font-size: var(--type-5);
  }
  table.prose td {
    min-width: 150px;
    white-space: normal;
    text-align: left;
  }
  thead th {
    color: var(--muted);
    font-size: var(--type-3);
  }
`;
