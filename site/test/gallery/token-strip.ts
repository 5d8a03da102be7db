// The token strip with ids, a selected cell, a special token and characters made of several tokens.
import { html } from 'lit';
import '../../views/token-strip.ts';
import { show } from './fixture-page.ts';
import { tokensOf } from './fixture.ts';

const tokens = tokensOf(['<2en>', '我', ['猫', 3], ' likes', ' 北京', ['👨‍👩‍👧', 8], ['𠮷', 4], ' ', '!']);
show(
  { selected: 2 },
  (_t, s, set) =>
    html`<pl-token-strip
      ids
      .tokens=${tokens}
      .selected=${s.selected}
      name="tokens"
      @token-select=${(e: CustomEvent<{ index: number }>) => set({ selected: e.detail.index })}
    ></pl-token-strip>`,
);
