/** Reads a path with the sources of a build and prints what came of it: `node read-child.ts LIBRARY PATH`. */
import { argv, cpuUsage, exit, resourceUsage, stdout } from 'node:process';
import { pathToFileURL } from 'node:url';
import type * as Sources from '../../packages/sources/dist/index.js';

/** What was found. */
export interface Reading {
  /** Documents without a text, an image or a failure. */
  readonly silent: readonly string[];
  /** Texts with what no text holds: replacement characters, and controls that nothing was said of. */
  readonly marred: readonly string[];
  readonly words: number;
  /** Seconds of processor time, imports included, and megabytes at most. */
  readonly processor: number;
  readonly peak: number;
}

const [library, path] = argv.slice(2);
if (library === undefined || path === undefined) exit(1);
const sources = (await import(pathToFileURL(library).href)) as typeof Sources; // a build of this package, maybe an older one
const silent: string[] = [];
const marred: string[] = [];
let words = 0;
// oxlint-disable-next-line no-control-regex
const odd = /[\ufffd\0-\x08\x0e-\x1f]/;
try {
  for await (const entry of await sources.documents(path)) {
    if ('error' in entry) continue;
    const { id, text = '' } = entry;
    words += text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
    const failures = 'kind' in entry ? (entry.failures ?? []) : [];
    const images =
      'kind' in entry ? (entry.images ?? []).length : entry.image === undefined ? 0 : 1;
    if (text.trim() === '' && images + failures.length === 0) silent.push(id);
    if (odd.test(text) && failures.length === 0) marred.push(id);
  }
} catch {
  // Refused as a whole, which the CLI says.
}
const { user, system } = cpuUsage();
const processor = (user + system) / 1e6;
const peak = resourceUsage().maxRSS / 1000;
stdout.write(JSON.stringify({ silent, marred, words, processor, peak } satisfies Reading));
