import { readFile, rm } from 'node:fs/promises';
import { onnx } from '../packages/core/dist/onnx/index.js';
import { decode } from '../packages/core/dist/image/decode.js';
import { cropRule } from '../packages/core/dist/image/geometry.js';
import { readHeader } from '../packages/core/dist/image/header.js';
import { imageLimitsSchema } from '../packages/core/dist/image/limits.js';
import { createImageReader } from '../packages/core/dist/image/reader.js';
import { forEachInWindow } from '../packages/core/dist/kit/index.js';
import { modelDirectory } from '../packages/mini-clip/dist/index.js';
import { numberFrom } from './support/environment.ts';
import { modelFolder, wantedKinds } from './support/full-size.ts';
import { photos, sharp } from './support/photos.ts';
import { type Side, timeInTurn } from './support/rounds.ts';
import { printTable, shown } from './support/table.ts';
import { openRival } from './support/transformers.ts';

// A folder of mixed photos, from their paths to vectors, against Transformers.js, with mini-clip, for which decoding is nearly
// all of the work, and at full size, for which it is nearly none. Then decoding by itself against bare sharp.

const count = numberFrom('PHOTOS', 36);
const countAtFullSize = numberFrom('FULL_SIZE_PHOTOS', 6);
const rounds = numberFrom('ROUNDS', 3);
const size = 512;
const { folder, paths } = await photos(count);

async function compare(
  model: string,
  directory: string,
  weights: 'fp32' | 'fp16' | 'int8',
  chosen: readonly string[],
  times: number,
): Promise<void> {
  const embedder = await onnx({ directory, weights });
  const rival = await openRival(directory, weights);
  const sides: Side[] = [
    {
      name: 'nestvec',
      async run() {
        const contents = chosen.map((image) => ({ image }));
        const { embeddings } = await embedder.embed(contents, { task: 'document' });
        for (const one of embeddings) if (!one.ok) throw one.error;
      },
    },
    {
      name: 'Transformers.js, one after the other',
      async run() {
        for (const path of chosen) await rival.picture(path);
      },
    },
  ];
  await embedder.embed([{ image: chosen[1] ?? '' }], { task: 'document' });
  await rival.picture(chosen[1] ?? '');
  report(model, sides, await timeInTurn(sides, times), chosen.length);
  await embedder.close();
  await rival.close();
}

const rows: string[][] = [];
function report(
  what: string,
  sides: readonly Side[],
  seconds: readonly number[],
  pictures: number,
): void {
  for (const [i, { name }] of sides.entries()) {
    const own = seconds[i] ?? Number.NaN;
    const ratio = own / (seconds[0] ?? Number.NaN);
    rows.push([what, name, shown(pictures / own, 2), `${shown(ratio, 2)}x`]);
  }
}

await compare('mini-clip, fp16, from paths to vectors', modelDirectory, 'fp16', paths, rounds);
const some = paths.slice(0, countAtFullSize);
for (const weights of wantedKinds())
  await compare(`full size, ${weights}, from paths to vectors`, modelFolder, weights, some, 1);

const limits = imageLimitsSchema.parse({});
const reader = createImageReader(cropRule(size), limits, { worker: true });
/** As many as are decoded ahead of an inference. */
const atOnce = 4;
const each = async (work: (path: string) => Promise<unknown>): Promise<void> =>
  await forEachInWindow(paths, atOnce, async (path) => void (await work(path)));
/** By its bytes, since libvips remembers what it decoded from a path, and would not do it again in the next round. */
const bare = async (path: string): Promise<ReturnType<typeof sharp>> => sharp(await readFile(path));
const decoding: Side[] = [
  {
    name: 'nestvec, header and colours included',
    run: async () =>
      await each(async (path) => {
        const bytes = await readFile(path);
        const header = await readHeader(bytes, path, size, limits.maxPixels);
        return await decode(bytes, path, header, limits.timeoutMs);
      }),
  },
  {
    name: 'bare sharp',
    run: async () => await each(async (path) => await (await bare(path)).raw().toBuffer()),
  },
];
report(`decoding, ${atOnce} at once`, decoding, await timeInTurn(decoding, rounds), count);
const squares: Side[] = [
  {
    name: "nestvec, the model's own pixels",
    run: async () => await each(async (path) => await reader.read(path, undefined)),
  },
  {
    name: 'bare sharp, other pixels, every pixel read',
    run: async () =>
      await each(async (path) => {
        const { data, info } = await (await bare(path)).raw().toBuffer({ resolveWithObject: true });
        const { width, height, channels } = info;
        return await sharp(data, { raw: { width, height, channels } })
          .resize(size, size, { fit: 'cover', kernel: 'cubic' })
          .raw()
          .toBuffer();
      }),
  },
  {
    name: 'bare sharp, other pixels, shrunk while decoding',
    run: async () =>
      await each(
        async (path) =>
          await (
            await bare(path)
          )
            .resize(size, size, { fit: 'cover', kernel: 'cubic' })
            .raw()
            .toBuffer(),
      ),
  },
];
report(
  `decoding and resizing to ${size}, ${atOnce} at once`,
  squares,
  await timeInTurn(squares, rounds),
  count,
);
await reader.close();
await rm(folder, { recursive: true });
printTable([`${count} photos`, '', 'images/s', 'nestvec is faster by'], rows);
