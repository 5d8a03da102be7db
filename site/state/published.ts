// What is public about well-known language models: only what their makers state in a stable source, with its date.
// "paper" means described in the paper but not released. Sizes in parameters; null where the maker does not state it.

/** "yes", "no" or in part. */
export type Public = 'yes' | 'no' | 'part';

/** One model. `active` is what one token uses, for mixtures of experts. */
export interface Published {
  name: string;
  maker: string;
  parameters: number | null;
  active?: number;
  weights: Public;
  code: Public;
  data: Public;
  /** Where it says so, and the date of that source. */
  source: string;
  link: string;
  date: string;
}

export const published: readonly Published[] = [
  {
    name: 'GPT-2',
    maker: 'OpenAI',
    parameters: 1.5e9,
    weights: 'yes',
    code: 'part',
    data: 'no',
    source: 'openai/gpt-2',
    link: 'https://github.com/openai/gpt-2',
    date: '2019-11',
  },
  {
    name: 'GPT-3',
    maker: 'OpenAI',
    parameters: 175e9,
    weights: 'no',
    code: 'no',
    data: 'no',
    source: 'arXiv:2005.14165',
    link: 'https://arxiv.org/abs/2005.14165',
    date: '2020-05',
  },
  {
    name: 'GPT-4',
    maker: 'OpenAI',
    parameters: null,
    weights: 'no',
    code: 'no',
    data: 'no',
    source: 'arXiv:2303.08774',
    link: 'https://arxiv.org/abs/2303.08774',
    date: '2023-03',
  },
  {
    name: 'OLMo 7B',
    maker: 'Ai2',
    parameters: 7e9,
    weights: 'yes',
    code: 'yes',
    data: 'yes',
    source: 'arXiv:2402.00838',
    link: 'https://arxiv.org/abs/2402.00838',
    date: '2024-02',
  },
  {
    name: 'Llama 3.1 405B',
    maker: 'Meta',
    parameters: 405e9,
    weights: 'yes',
    code: 'part',
    data: 'no',
    source: 'arXiv:2407.21783',
    link: 'https://arxiv.org/abs/2407.21783',
    date: '2024-07',
  },
  {
    name: 'DeepSeek-V3',
    maker: 'DeepSeek',
    parameters: 671e9,
    active: 37e9,
    weights: 'yes',
    code: 'part',
    data: 'no',
    source: 'arXiv:2412.19437',
    link: 'https://arxiv.org/abs/2412.19437',
    date: '2024-12',
  },
  {
    name: 'Qwen3-235B-A22B',
    maker: 'Alibaba',
    parameters: 235e9,
    active: 22e9,
    weights: 'yes',
    code: 'part',
    data: 'no',
    source: 'arXiv:2505.09388',
    link: 'https://arxiv.org/abs/2505.09388',
    date: '2025-05',
  },
];
