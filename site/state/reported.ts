// What was reported of large models asked for their confidence: only what stands in the papers' abstracts, which were
// read, with the date of the version; and what our own program measured of a small one.

/** One result; `found` names the sentence that says it. */
export interface Reported {
  models: string;
  found: 'reported.know' | 'reported.just' | 'reported.express';
  source: string;
  link: string;
  date: string;
}

export const reported: readonly Reported[] = [
  {
    models: 'Kadavath et al.',
    found: 'reported.know',
    source: 'arXiv:2207.05221',
    link: 'https://arxiv.org/abs/2207.05221',
    date: '2022',
  },
  {
    models: 'ChatGPT, GPT-4, Claude',
    found: 'reported.just',
    source: 'arXiv:2305.14975',
    link: 'https://arxiv.org/abs/2305.14975',
    date: '2023',
  },
  {
    models: 'GPT-4, LLaMA 2 Chat …',
    found: 'reported.express',
    source: 'arXiv:2306.13063v2',
    link: 'https://arxiv.org/abs/2306.13063v2',
    date: '2024',
  },
];

/** SmolLM2-135M-Instruct's stated numbers in docs/ask.md, which a test holds to it. */
export const measured = { name: 'SmolLM2-135M-Instruct', n: 198, mean: 0.77, right: 0.21, ece: 0.584, auroc: 0.49 };
