import { checkIterable } from '../options/check-list.ts';
import { checkIsOptions } from '../options/check-names.ts';
import { batches, type BatchLimits } from '../async/batch.ts';
import { invalid, isNestvecError, type NestvecError } from '../errors.ts';
import { describeValue } from '../json.ts';
import { createImageIntake } from '../image/intake.ts';
import { readEntry } from '../ingest/read-entry.ts';
import type { ItemSource } from '../ingest/types.ts';
import type { Item } from '../embedder/item.ts';
import { modelFacts } from '../spec/models.ts';
import { hostedModels } from '../remote/models.ts';
import { tokensPerRequest } from '../remote/tokens-per-request.ts';
import { throwIfAborted } from '../async/signal.ts';
import { countByTokenizer } from './count-by-tokenizer.ts';
import {
  contentsOf,
  measureContent,
  type MeasuredContent,
  type Measuring,
} from './measure-item.ts';
import { type CostOptions, resolveCostOptions } from './options.ts';
import { priceFor } from './price.ts';
import type { CostReport } from './report.ts';
import { createSchedule } from './schedule.ts';
import { estimateStorage } from './storage.ts';
import { createTotals, type MeasuredItem, type Totals } from './totals.ts';

/** Texts that are given to a tokenizer at once. */
const countedTogether = 64;

/** Side that drawings are counted at where the model has no side of its own, as in `jina`. */
const drawingSide = 512;

/**
 * What it would take to embed items by a hosted model and to keep the vectors: tokens, requests, time at the limits, price and
 * storage. Sends nothing, and reads an image's header only where its size decides its cost (`imagePolicy: 'original'`).
 *
 * ```ts
 * const { tokens, price } = await estimateCost(jsonl('./products.jsonl'), { model: 'jina-clip-v2' });
 * ```
 *
 * Items are taken as they come and not kept, so a source may be of any length. Throws `invalid-input` for options.
 */
export async function estimateCost(
  items: ItemSource,
  options: CostOptions = {},
): Promise<CostReport> {
  checkIsOptions(options);
  checkIterable(items, 'items');
  const { signal, ...rest } = options;
  const resolved = resolveCostOptions(rest);
  const { model: id, batch, budgets, prices, countTokens } = resolved;
  const model = hostedModels[id];
  const images = createImageIntake(model.image?.side ?? drawingSide, resolved.imageLimits);
  const measuring: Measuring = { model, imagePolicy: resolved.imagePolicy, images };
  const totals = createTotals();
  const schedule = createSchedule(budgets);
  const measured = measureItems(items, measuring, totals, signal);
  const counted =
    countTokens === undefined
      ? measured
      : countByTokenizer(measured, { countTokens, model, together: countedTogether, signal });
  const limits = {
    items: batch.items ?? model.itemsPerRequest,
    tokens: tokensPerRequest(batch.tokens, budgets),
    bytes: batch.bytes,
  };
  try {
    for await (const tokens of requestsOf(counted, limits, totals)) schedule.add(tokens);
  } finally {
    images.close();
  }
  const { text, image } = totals.contents;
  const lengths = resolved.dimensions ??
    modelFacts(model.identity)?.trainedDimensions ?? [model.dimensions];
  return {
    model: id,
    ...totals.report(),
    countedBy: countTokens === undefined ? 'estimate' : 'tokenizer',
    requests: schedule.requests,
    seconds: schedule.milliseconds / 1000,
    price: prices === false ? undefined : priceFor(id, totals.tokens, prices),
    storage: estimateStorage(text + image, lengths, resolved.storage),
  };
}

/**
 * Tokens of each request, cut as an ingest and the embedder cut them: items into calls, and the contents of a call into requests,
 * texts first; by estimates, also where the tokens are known better.
 */
async function* requestsOf(
  items: AsyncIterable<MeasuredItem>,
  limits: BatchLimits,
  totals: Totals,
): AsyncGenerator<number, void, undefined> {
  for await (const call of batches(items, ({ planned }) => planned, limits)) {
    for (const item of call) totals.add(item);
    const parts = call.flatMap((item) => item.parts);
    const texts = parts.filter(({ modality }) => modality === 'text');
    const inOrder = [...texts, ...parts.filter(({ modality }) => modality === 'image')];
    for await (const request of batches(inOrder, ({ planned }) => planned, limits)) {
      yield request.reduce((sum, { tokens }) => sum + tokens, 0);
    }
  }
}

async function* measureItems(
  items: ItemSource,
  measuring: Measuring,
  totals: Totals,
  signal: AbortSignal | undefined,
): AsyncGenerator<MeasuredItem, void, undefined> {
  let position = 0;
  for await (const entry of items) {
    throwIfAborted({ signal }, 'estimating the cost');
    const read = readEntry(entry, `${position++}`);
    if (read.error !== undefined) {
      totals.failed(read);
      continue;
    }
    const { item } = read;
    const parts = await measureParts(item, measuring, signal);
    if (isNestvecError(parts)) {
      totals.failed({ id: read.id, error: parts });
      continue;
    }
    const sum = (of: (part: MeasuredContent) => number): number =>
      parts.reduce((all, part) => all + of(part), 0);
    const planned = {
      items: parts.length,
      tokens: sum((part) => part.planned.tokens),
      bytes: sum((part) => part.planned.bytes),
    };
    yield { item, parts, planned };
  }
}

async function measureParts(
  item: Item,
  measuring: Measuring,
  signal: AbortSignal | undefined,
): Promise<readonly MeasuredContent[] | NestvecError> {
  const { text } = item;
  if (text !== undefined && typeof text !== 'string')
    return invalid('item.text', `must be a string, got ${describeValue(text)}`);
  const contents = contentsOf(item, measuring.model);
  if (contents.length === 0) {
    const what = measuring.model.modalities.join(' or ');
    const problem = `has nothing to embed; the model reads ${what}`;
    return invalid('item', problem);
  }
  const parts: MeasuredContent[] = [];
  for (const content of contents) {
    const part = await measureContent(content, measuring, signal);
    if (isNestvecError(part)) return part;
    parts.push(part);
  }
  return parts;
}
