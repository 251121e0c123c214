import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { env, exit } from 'node:process';
import { loadSharp } from '../packages/core/dist/kit/index.js';
import { onnx } from '../packages/core/dist/onnx/index.js';
import type { Example, RetrievalTask } from '../packages/eval/dist/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { progress } from './support/progress.ts';
import { withEvaluation } from './support/eval-run.ts';
import { adviceTable, settingsTable } from './support/eval-tables.ts';

// A set that is hard for mini-clip, so that it must come out undecided: drawings of many hands, found by their titles and keywords. They are
// Debian's package openclipart-svg (public domain): `apt-get download openclipart-svg && dpkg-deb -x openclipart-svg*.deb FOLDER`, then
// OPENCLIPART=FOLDER. OUT and JOURNAL as in eval-openmoji.ts.

const root = env['OPENCLIPART'];
if (root === undefined || root === '') {
  console.log('skipped: no drawings; set OPENCLIPART to where openclipart-svg was unpacked');
  exit(0);
}
const folder = join(root, 'usr/share/openclipart/svg');
/** Drawings of no thing that has a name. */
const left =
  /(^|\/)(unsorted|special|shapes|geography|signs_and_symbols|logos|computer\/icons|recreation\/games\/cards)(\/|$)/;

interface Drawing {
  readonly id: string;
  readonly title: string;
  readonly keywords: readonly string[];
  readonly path: string;
}

function textOf(xml: string): string {
  return xml.replaceAll('&amp;', '&').replaceAll('&apos;', "'").replaceAll(/\s+/g, ' ').trim();
}

const drawings = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap(
  (entry): Drawing[] => {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !entry.name.endsWith('.svg')) return [];
    if (left.test(relative(folder, entry.parentPath)) || statSync(path).size > 600_000) return [];
    const svg = readFileSync(path, 'utf8');
    const title = textOf(/<dc:title>([^<]*)</.exec(svg)?.[1] ?? '').toLowerCase();
    const keywords = [...svg.matchAll(/<rdf:li>([^<]*)</g)].map(([, word = '']) => textOf(word));
    return [{ id: relative(folder, path), title, keywords, path }];
  },
);

/** Drawings sit on large pages: what is white around them is cut off. */
async function render({ path }: Drawing): Promise<Uint8Array | undefined> {
  const sharp = await loadSharp();
  try {
    const image = sharp(path, { limitInputPixels: 1e8 }).resize(512, 512, { fit: 'inside' });
    const flat = await image.flatten({ background: '#fff' }).png().toBuffer();
    return await sharp(flat).trim({ background: '#fff', threshold: 10 }).png().toBuffer();
  } catch {
    return undefined; // librsvg does not draw it
  }
}

const documents: Example[] = [];
const shown: Drawing[] = [];
const onProgress = progress('openclipart');
for (const [done, drawing] of drawings.entries()) {
  onProgress({ stage: 'rendering', what: drawing.id, done, total: drawings.length });
  const image = await render(drawing);
  if (image === undefined) continue;
  documents.push({ id: drawing.id, content: { image } });
  shown.push(drawing);
}

/** Texts that drawings have, with as many drawings as said. */
function taskOf(
  name: string,
  textsOf: (drawing: Drawing) => readonly string[],
  takes: (text: string, count: number) => boolean,
): RetrievalTask {
  const owners = new Map<string, Set<string>>();
  for (const drawing of shown)
    for (const text of textsOf(drawing))
      owners.set(text, (owners.get(text) ?? new Set<string>()).add(drawing.id));
  const taken = [...owners].filter(([text, ids]) => text !== '' && takes(text, ids.size));
  return {
    name: 'text-to-image',
    language: name,
    queries: taken.map(([text]) => ({ id: text, content: { text } })),
    documents,
    qrels: new Map(taken.map(([text, ids]) => [text, new Map([...ids].map((id) => [id, 1]))])),
  };
}

await withEvaluation(await onnx({ directory: modelDirectory }), async (measure) => {
  const isShort = (text: string): boolean => text.split(' ').length <= 2;
  const titles = taskOf(
    'titles',
    ({ title }) => [title],
    (text, count) => count === 1 && isShort(text),
  );
  const keywords = taskOf(
    'keywords',
    (drawing) => drawing.keywords,
    (_, count) => count >= 3 && count <= 50,
  );
  const dataset = { name: 'openclipart', notes: [] };
  for (const [task, metric] of [
    [titles, 'hitRate@10'],
    [keywords, 'nDCG@10'],
  ] as const) {
    const report = await measure(`openclipart-${task.language ?? ''}`, {
      dataset: { ...dataset, tasks: [task] },
      metric,
    });
    console.log(`${task.queries.length} ${task.language} among ${documents.length} drawings:\n`);
    console.log(settingsTable(report));
    console.log(`\n${adviceTable(report)}\n`);
  }
});
