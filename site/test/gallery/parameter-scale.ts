// Parameter counts to scale, the open model a dot.
import { html } from 'lit';
import '../../views/figure-frame.ts';
import '../../views/parameter-scale.ts';
import { count } from '../../state/format.ts';
import { published } from '../../state/published.ts';
import { show } from './fixture-page.ts';

show(
  {},
  (t) =>
    html`<pl-figure .t=${t} place="parameters" .heading=${t('box.figure')}>
      <pl-parameter-scale
        .name=${t('box.figure')}
        .items=${[
          { name: t('box.own'), parameters: 6.4e6, count: count(6.4e6, t.lang), own: true },
          ...published
            .filter((p) => p.parameters)
            .map((p) => ({ name: p.name, parameters: p.parameters!, count: count(p.parameters!, t.lang) })),
        ]}
      ></pl-parameter-scale
    ></pl-figure>`,
);
