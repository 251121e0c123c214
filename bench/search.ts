import { argv } from 'node:process';
import { runIntoReadme } from './support/run-into-readme.ts';

// Runs the benches of searches through an index, and puts their tables into README.md; with names, those only:
// node bench/search.ts sizes

const titles = {
  sizes: 'A search through an index, by database and size',
};

await runIntoReadme('search', titles, argv.slice(2));
