import type { CallOptions, Content } from '@nestvec/core';
import type { Example } from '../data/dataset.ts';
import { searchExactly } from '../exact/search-exactly.ts';
import type { EmbeddedTask, MeasuredSetting } from './measure-task.ts';
import type { Miss, ShownExample } from './report.ts';
import type { Thumbnails } from './thumbnails.ts';

/** Queries of a task that are shown. */
const most = 6;
/** Documents that are shown of what was found, and of what would have been right. */
const [foundShown, rightShown] = [3, 2];
/** Characters of a text that are shown. */
const longest = 200;

/**
 * The queries that whole vectors do worst by, exactly, the worst first, with what they found instead: what no size and no database can
 * mend. None where all is right.
 */
export async function missesOf(
  task: EmbeddedTask,
  full: Pick<MeasuredSetting, 'dimensions' | 'perQuery'> | undefined,
  thumbnails: Thumbnails,
  { signal }: CallOptions,
): Promise<readonly Miss[]> {
  if (full === undefined) return [];
  const worst = [...full.perQuery.entries()]
    .filter(([, value]) => value < 1)
    .sort(([i, a], [j, b]) => a - b || i - j)
    .slice(0, most);
  const best = new Map<number, readonly number[]>();
  const setting = { dimensions: full.dimensions, quantization: 'none' } as const;
  const queries = worst.map(([query]) => query);
  for await (const found of searchExactly(task, [setting], { count: foundShown, queries }))
    best.set(found.query, [...found.best.places.subarray(0, foundShown)]);
  const show = async (example: Example | undefined): Promise<ShownExample[]> =>
    example === undefined ? [] : [await shownExample(example, thumbnails, { signal })];
  const misses: Miss[] = [];
  for (const [query, value] of worst) {
    const [asked] = await show(task.queries[query]);
    if (asked === undefined) continue;
    const right = (task.judged[query] ?? []).toSorted((a, b) => b.grade - a.grade);
    const places = right.slice(0, rightShown).map(({ at }) => at);
    const ofPlaces = async (all: readonly number[]): Promise<readonly ShownExample[]> =>
      (await Promise.all(all.map((at) => show(task.documents[at])))).flat();
    const found = await ofPlaces(best.get(query) ?? []);
    misses.push({ query: asked, value, right: await ofPlaces(places), found });
  }
  return misses;
}

async function shownExample(
  { id, content }: Example,
  thumbnails: Thumbnails,
  options: CallOptions,
): Promise<ShownExample> {
  if ('text' in content) return { id, text: cut(content.text) };
  const image = await thumbnails.of((content satisfies Content).image, options);
  return image === undefined ? { id } : { id, image };
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}
