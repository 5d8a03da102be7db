// Loading, ready and failed.
import { html } from 'lit';
import '../../views/status-line.ts';
import { show } from './fixture-page.ts';

show(
  {},
  (t) =>
    html`<pl-status-line
        .t=${t}
        .status=${{ kind: 'busy', text: t('status.model', { done: '2.1 MB', total: '6.9 MB' }), share: 0.3 }}
      ></pl-status-line>
      <pl-status-line
        .t=${t}
        .status=${{ kind: 'info', text: t('status.ready', { took: '38 ms', kernels: 'simd' }) }}
      ></pl-status-line>
      <pl-status-line
        .t=${t}
        .status=${{
          kind: 'error',
          text: t('error.network', { file: 'model.safetensors' }),
          detail: 'model.safetensors could not be loaded: the server answered 404.',
          retry: true,
        }}
      ></pl-status-line>`,
);
