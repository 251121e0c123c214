import type { CallOptions } from '@nestvec/core';
import { batches } from '@nestvec/core/kit';
import { cutWords, reservedNames } from '@nestvec/core/store';
import type { PointId, StoredPoint } from './api.ts';
import { countPoints } from './count.ts';
import { after } from './cursor.ts';
import { isMissingPoint } from './errors.ts';
import { readFailure } from './failure.ts';
import type { CollectionInfo } from './info.ts';
import { checkCompleted, readPoints } from './points.ts';
import type { Session } from './session.ts';
import { textVector } from './sparse.ts';

const pointsAtOnce = 500;

/** Cuts the words of every stored text anew, page by page; writers of this process wait for a page. */
export async function fillWords(
  session: Session,
  info: CollectionInfo,
  call: CallOptions | undefined,
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const { api, lock } = session;
  const { collection } = session.options;
  const begin = (): void => session.begin('cutting the words', call);
  const total = await countPoints({ api, begin, collection }, info, undefined);
  let offset: PointId | undefined;
  for (let done = 0; ;) {
    begin();
    const count = await lock.exclusive(async () => {
      const points = await readPage(session, offset);
      await writeWords(session, points, offset);
      const last = points.length < pointsAtOnce ? undefined : points.at(-1)?.id;
      offset = last === undefined ? undefined : after(last);
      return points.length;
    });
    done += count;
    onProgress(Math.min(done, total), total);
    if (offset === undefined) return;
  }
}

async function readPage({ api, options }: Session, offset: PointId | undefined) {
  const parts = { with_payload: [reservedNames.text], with_vector: false };
  return readPoints(
    await api.scroll(options.collection, { ...parts, limit: pointsAtOnce, offset }),
  );
}

/** A point that another process has removed makes the server refuse the list; those that are left are then written. */
async function writeWords(
  session: Session,
  points: readonly StoredPoint[],
  offset: PointId | undefined,
): Promise<void> {
  const texts = points.flatMap(({ id, payload }) => {
    const text = payload[reservedNames.text];
    const words = typeof text === 'string' ? cutWords(text) : [];
    return words.length === 0 ? [] : [{ id, words }];
  });
  try {
    for await (const some of batches(texts, sizeOf, bounds)) await writeSome(session, some);
  } catch (error) {
    if (!isMissingPoint(readFailure(error))) throw error;
    const ids = new Set(points.map(({ id }) => id));
    const left = (await readPage(session, offset)).filter(({ id }) => ids.has(id));
    await writeWords(session, left, offset);
  }
}

/** A point, and the words of its text. */
interface CutText {
  readonly id: PointId;
  readonly words: readonly string[];
}

const bounds = { items: pointsAtOnce, bytes: 8 * 2 ** 20, tokens: Number.POSITIVE_INFINITY };

/** About what a text takes in a request: its words, and two numbers for each. */
function sizeOf({ words }: CutText): { readonly bytes: number; readonly tokens: number } {
  const bytes = words.reduce((sum, word) => sum + Buffer.byteLength(word) + 32, 100);
  return { bytes, tokens: 0 };
}

async function writeSome({ api, options }: Session, texts: readonly CutText[]): Promise<void> {
  const name = reservedNames.words;
  const vectors = texts.map(({ id, words }) => ({ id, vector: { [name]: textVector(words) } }));
  const payloads = texts.map(({ id, words }) => ({
    set_payload: { payload: { [name]: words.join(' ') }, points: [id] },
  }));
  const operations = [{ update_vectors: { points: vectors } }, ...payloads];
  checkCompleted(await api.batchUpdate(options.collection, { operations, wait: true }));
}
