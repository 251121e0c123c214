import { argv } from 'node:process';
import { runIntoReadme } from './support/run-into-readme.ts';

// Runs every bench of the local model, one after the other, and puts their tables into README.md; with names, those only:
// NESTVEC_FULL_SIZE=/tmp/full-size node bench/local.ts text images

const titles = {
  memory: 'Peak memory and time to the first vector of a process, half a graph against the whole',
  text: 'Texts in bulk',
  images: 'Photos',
  latency: 'A query beside bulk work, int8',
  options: 'Options of the runtime, int8',
  profile: 'Where the time goes',
  leak: 'Memory over 20,000 calls of mini-clip',
};

await runIntoReadme('local', titles, argv.slice(2));
