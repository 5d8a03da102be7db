// The map of a door.
import { html } from 'lit';
import '../../views/door-map.ts';
import { stages } from '../../stages.ts';
import { show } from './fixture-page.ts';

show({ index: 2 }, (t, s, set) => {
  const names = stages.filter((stage) => stage.door === 3).map((stage) => t(stage.name));
  const choose = (e: CustomEvent<{ index: number }>) => set(e.detail);
  return html`<pl-door-map .t=${t} .stages=${names} .current=${s.index} @stage-select=${choose}></pl-door-map>`;
});
