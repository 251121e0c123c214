/** Where data files come from. */
export interface DataSource {
  /** A file, or a folder with `/` behind it and all that is below. */
  readonly path: string;
  readonly what: string;
  readonly author: string;
  /** SPDX id. */
  readonly licence: string;
  readonly from: string;
}

const ours = { author: 'nestvec', licence: 'Apache-2.0' };
const goldenScripts = 'the scripts in `packages/core/golden`';

/** Every data file of the repository. A new one gets its entry here. */
export const dataSources: readonly DataSource[] = [
  {
    path: 'packages/cli/catalogue/images/',
    what: 'Fluent Emoji 3D, scaled to 128 pixels',
    author: 'Microsoft',
    licence: 'MIT',
    from: 'npm `@lobehub/fluent-emoji-3d` 1.1.0',
  },
  {
    path: 'packages/cli/catalogue/queries/',
    what: 'Noto Emoji, scaled to 128 pixels',
    author: 'Google',
    licence: 'Apache-2.0',
    from: 'npm `emoji-datasource-google` 16.0.0',
  },
  {
    path: 'packages/cli/catalogue/items.jsonl',
    what: 'names and captions in twelve languages',
    author: 'Unicode, Inc.',
    licence: 'Unicode-3.0',
    from: 'npm `cldr-annotations-full` 48.2.0',
  },
  {
    path: 'packages/cli/catalogue/queries.json',
    what: 'searches over those names',
    author: 'Unicode, Inc.',
    licence: 'Unicode-3.0',
    from: 'npm `cldr-annotations-full` 48.2.0',
  },
  {
    path: 'packages/mini-clip/images/',
    what: 'two images of Fluent Emoji 3D',
    author: 'Microsoft',
    licence: 'MIT',
    from: 'npm `@lobehub/fluent-emoji-3d` 1.1.0',
  },
  {
    path: 'packages/mini-clip/model/',
    what: 'weights and vocabulary that were learned from the works in `packages/mini-clip/LICENSES`',
    ...ours,
    from: 'the scripts in `packages/mini-clip/training`',
  },
  {
    path: 'packages/mini-clip/LICENSES/',
    what: 'licence texts',
    author: 'their owners',
    licence: 'MIT, Unicode-3.0',
    from: 'the packages that they belong to',
  },
  {
    path: 'examples/product-catalog/screenshots/',
    what: 'the search page with images of Fluent Emoji 3D',
    author: 'nestvec, Microsoft',
    licence: 'Apache-2.0, MIT',
    from: '`bench/page-screenshots.ts`, of `examples/product-catalog`',
  },
  {
    path: 'tests/page/__fixtures__/keyboard-walk.txt',
    what: 'a walk through the search page by keys',
    ...ours,
    from: '`tests/page/search-page.test.ts`, as Chromium names what it comes to',
  },
  {
    path: 'packages/web/page/icon.svg',
    what: 'the icon of the search page',
    ...ours,
    from: 'drawn by hand',
  },
  {
    path: 'packages/core/golden/__fixtures__/',
    what: 'graphs with random weights, drawn images and numbers of the reference chain',
    ...ours,
    from: goldenScripts,
  },
  {
    path: 'packages/core/golden/tiny-corpus.txt',
    what: 'sentences that a small tokenizer is trained on',
    ...ours,
    from: goldenScripts,
  },
  {
    path: 'packages/eval/src/__fixtures__/golden.json',
    what: 'numbers of pytrec_eval, CLIP_benchmark, scipy and scikit-learn over random rankings',
    ...ours,
    from: '`packages/eval/golden/make.py`',
  },
  {
    path: 'bench/eval-report.png',
    what: 'the report of an evaluation, without images',
    ...ours,
    from: 'a screenshot of what `bench/eval-openmoji.ts` writes',
  },
  {
    path: 'packages/eval/templates/',
    what: 'sets of prompts of CLIP_benchmark, and its licence',
    author: 'Mehdi Cherti and others',
    licence: 'MIT',
    from: 'PyPI `clip-benchmark` 1.6.2, by `packages/eval/golden/templates.py`',
  },
  {
    path: 'examples/existing-app/mcp.json',
    what: 'settings of an MCP host',
    ...ours,
    from: 'written for the example',
  },
];
