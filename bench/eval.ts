import { argv } from 'node:process';
import { runIntoReadme } from './support/run-into-readme.ts';

// Runs the evaluations, and puts their tables into README.md; with names, those only: node bench/eval.ts openmoji

const titles = {
  golden: 'Metrics beside those of the references',
  openmoji: 'mini-clip over OpenMoji × CLDR: which size and quantisation is good enough',
  served: 'mini-clip over OpenMoji × CLDR, through every database',
  openclipart: 'mini-clip over openclipart, which is hard for it',
  udhr: 'multilingual-e5-small over the Declaration of Human Rights, across languages',
  exact:
    'Exact search over six sizes at once: through onnxruntime, in plain JavaScript, and in numpy',
};

await runIntoReadme('eval', titles, argv.slice(2));
