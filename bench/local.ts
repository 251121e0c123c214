import { execFile } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { argv, execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { intoReadme } from './support/into-readme.ts';

// Runs every bench of the local model, one after the other, and puts their tables into README.md; with names, those only:
// NESTVEC_FULL_SIZE=/tmp/full-size node bench/local.ts text images

const benches: Readonly<Record<string, string>> = {
  memory: 'Peak memory and time to the first vector of a process, half a graph against the whole',
  text: 'Texts in bulk',
  images: 'Photos',
  latency: 'A query beside bulk work, int8',
  options: 'Options of the runtime, int8',
  profile: 'Where the time goes',
  leak: 'Memory over 20,000 calls of mini-clip',
};

const wanted = argv.length > 2 ? argv.slice(2) : Object.keys(benches);
for (const name of wanted) {
  const title = benches[name];
  if (title === undefined)
    throw new Error(`${name} is not one of ${Object.keys(benches).join(', ')}`);
  const script = fileURLToPath(new URL(`local-${name}.ts`, import.meta.url));
  const begin = performance.now();
  const { stdout, stderr } = await promisify(execFile)(execPath, ['--expose-gc', script], {
    maxBuffer: 1 << 24,
  });
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} processors`;
  const section = [
    `### ${title}`,
    `${machine}, ${date}; \`node bench/local-${name}.ts\` took ${minutes} minutes.`,
    stdout.trim(),
    stderr.trim(),
  ];
  await intoReadme(`local ${name}`, section.filter((part) => part !== '').join('\n\n'));
  console.log(stdout + stderr);
}
