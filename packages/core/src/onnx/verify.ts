import type { Content, Task } from '../embedder/content.ts';
import type { Embedder } from '../embedder/embedder.ts';
import { checkIsEmbedder } from '../embedder/check-embedder.ts';
import { checkNames } from '../options/check-names.ts';
import { checkSwitch } from '../options/check-switch.ts';
import { isNestvecError, messageOf } from '../errors.ts';
import type { CallOptions } from '../async/signal.ts';
import { checkUnitVector, cosine } from '../vector.ts';
import { cardQuery, cosineTolerance, languageCosines } from './language-cosines.ts';

/** What to check. */
export interface VerifyOptions extends CallOptions {
  /** Whether to embed two small images too, which needs sharp and the image side of the model. Default: true where it has one. */
  readonly images?: boolean | undefined;
}

/** One thing that was checked. */
export interface ModelCheck {
  readonly name: 'texts' | 'images' | 'languages';
  readonly passed: boolean;
  /** What was found, in a sentence. */
  readonly detail: string;
}

/** Outcome of `verifyModel`. */
export interface ModelVerification {
  /** Whether every check passed. */
  readonly passed: boolean;
  readonly checks: readonly ModelCheck[];
}

/**
 * Proves by its vectors that a model works here: two texts and, where it takes them, two images give different unit vectors, and for
 * jina-clip-v2 the cosines of one query and nine sentences in nine languages are those of its model card, within 0.05.
 * A model that fails is an outcome, not an error; rejects with `aborted`, or `closed` after the embedder was closed.
 */
export async function verifyModel(
  embedder: Embedder,
  options: VerifyOptions = {},
): Promise<ModelVerification> {
  checkIsEmbedder(embedder, 'embedder');
  checkOptionNames(options, 'options');
  checkSwitch(options.images, 'options.images');
  const { images = embedder.identity.imagePolicy !== 'none', signal } = options;
  const embed = async (
    contents: readonly Content[],
    task: Task,
  ): Promise<readonly Float32Array[]> => {
    const { embeddings } = await embedder.embed(contents, { task, signal });
    return embeddings.map((embedding, index) => {
      if (!embedding.ok) throw embedding.error;
      checkUnitVector(embedding.vector, embedder.identity.dimensions, `vector ${index}`);
      return embedding.vector;
    });
  };
  const checks = [
    await check('texts', async () => differ(await embed(twoTexts, 'document'), 'texts')),
  ];
  if (images) {
    checks.push(
      await check('images', async () => differ(await embed(twoImages, 'document'), 'images')),
    );
  }
  if (embedder.identity.model === 'jinaai/jina-clip-v2') {
    checks.push(await check('languages', async () => await compareLanguages(embed)));
  }
  return { passed: checks.every(({ passed }) => passed), checks };
}

const checkOptionNames = checkNames<VerifyOptions>({ images: true, signal: true });

type Finding = Pick<ModelCheck, 'passed' | 'detail'>;
type Embed = (contents: readonly Content[], task: Task) => Promise<readonly Float32Array[]>;

const twoTexts: readonly Content[] = [{ text: 'a red bicycle' }, { text: 'seven violins' }];

/** A white square, and red and blue checks, 16 x 16 each. */
export const twoImages: readonly Content[] = [
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAMAAAAoLQ9TAAAAA1BMVEX///+nxBvIAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADUlEQVQY02NgGAXIAAABEAAB7JfjegAAAABJRU5ErkJggg==',
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAMAAAAoLQ9TAAAABlBMVEUAAKDcAABsn2yeAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAGUlEQVQY02NgAAJGIECmSRWgVD8MDAJ3AABFEACBLinB3QAAAABJRU5ErkJggg==',
].map((base64) => ({ image: { base64 } }));

async function check(name: ModelCheck['name'], find: () => Promise<Finding>): Promise<ModelCheck> {
  try {
    return { name, ...(await find()) };
  } catch (error) {
    if (isNestvecError(error, 'aborted') || isNestvecError(error, 'closed')) throw error;
    return { name, passed: false, detail: messageOf(error) };
  }
}

function differ([a, b]: readonly Float32Array[], what: string): Finding {
  if (a === undefined || b === undefined)
    return { passed: false, detail: `not two vectors for two ${what}` };
  const similarity = cosine(a, b);
  const detail = `two different ${what} have a cosine of ${similarity.toFixed(4)}`;
  return { passed: similarity < 0.9999, detail };
}

async function compareLanguages(embed: Embed): Promise<Finding> {
  const [query] = await embed([{ text: cardQuery }], 'query');
  const sentences = await embed(languageCosines, 'document');
  if (query === undefined) return { passed: false, detail: 'no vector for the query' };
  const compared = languageCosines.map(({ language, cosine: expected }, index) => {
    const vector = sentences[index];
    const found = vector === undefined ? Number.NaN : cosine(query, vector);
    return { language, expected, found, off: Math.abs(found - expected) };
  });
  const wrong = compared.filter(({ off }) => !(off <= cosineTolerance));
  const largest = Math.max(...compared.map(({ off }) => off));
  if (wrong.length === 0) {
    return {
      passed: true,
      detail: `nine cosines are within ${largest.toFixed(4)} of the model card's`,
    };
  }
  const list = wrong.map(
    ({ language, found, expected }) =>
      `${language} ${found.toFixed(3)} instead of ${expected.toFixed(3)}`,
  );
  return {
    passed: false,
    detail: `${list.join(', ')}; the weights or the tokenizer are not those of jina-clip-v2`,
  };
}
