import { execFile } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { intoReadme } from './into-readme.ts';

/** Runs benches by name, `GROUP-NAME.ts` each, one after the other, and puts what they print into README.md under their titles. */
export async function runIntoReadme(
  group: string,
  titles: Readonly<Record<string, string>>,
  wanted: readonly string[],
): Promise<void> {
  for (const name of wanted.length > 0 ? wanted : Object.keys(titles)) {
    const title = titles[name];
    if (title === undefined)
      throw new Error(`${name} is not one of ${Object.keys(titles).join(', ')}`);
    const script = fileURLToPath(new URL(`../${group}-${name}.ts`, import.meta.url));
    const begin = performance.now();
    const { stdout, stderr } = await promisify(execFile)(execPath, ['--expose-gc', script], {
      maxBuffer: 1 << 24,
    });
    const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
    const date = new Date().toISOString().slice(0, 10);
    const machine = `${cpus()[0]?.model}, ${availableParallelism()} processors`;
    const section = [
      `### ${title}`,
      `${machine}, ${date}; \`node bench/${group}-${name}.ts\` took ${minutes} minutes.`,
      stdout.trim(),
      stderr.trim(),
    ];
    await intoReadme(`${group} ${name}`, section.filter((part) => part !== '').join('\n\n'));
    console.log(stdout + stderr);
  }
}
