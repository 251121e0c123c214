import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism, cpus } from 'node:os';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { intoReadme } from './into-readme.ts';

/**
 * Runs benches by name, `GROUP-NAME.ts` each, one after the other, and puts what they print into README.md under their titles. How far they are
 * goes to standard error, and on to the terminal.
 */
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
    const child = spawn(execPath, ['--expose-gc', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    if (code !== 0) throw new Error(`${script} ended with ${String(code)}\n${printed}`);
    const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
    const date = new Date().toISOString().slice(0, 10);
    const machine = `${cpus()[0]?.model}, ${availableParallelism()} processors`;
    const section = [
      `### ${title}`,
      `${machine}, ${date}; \`node bench/${group}-${name}.ts\` took ${minutes} minutes.`,
      printed.trim(),
    ];
    await intoReadme(`${group} ${name}`, section.filter((part) => part !== '').join('\n\n'));
    console.log(printed);
  }
}
