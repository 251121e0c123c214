import type { Content } from '../../embedder/content.ts';
import type { CopyReport } from '../copy-report.ts';
import { type FailureList, reportStart } from '../copying.ts';
import { type EmbedCopying, embedPart, openTarget } from './embed-copy.ts';
import { planSteps } from '../target/make-target.ts';

/** Counts what another embedder would do: reads everything, embeds nothing but a few texts, to see how long one takes. */
export async function estimateEmbedding(
  embedding: EmbedCopying,
  failures: FailureList,
): Promise<CopyReport> {
  const { copying, spec } = embedding;
  const { parts, to, call } = copying;
  const steps = await planSteps(to, spec, call);
  const index = await openTarget(embedding, to);
  const sums = { records: 0, contents: 0, tokens: 0, storageBytes: 0 };
  let cost: { readonly amount: number; readonly currency: string } | undefined;
  const tally = { read: 0, written: 0, unchanged: 0, failed: 0, removed: 0, kept: 0 };
  const run = { pass: 1, tally, journal: undefined, onRead: () => {} };
  const startedAt = performance.now();
  const now = await parts.now();
  for (const part of now) {
    const { estimate } = await embedPart(index, part, embedding, run);
    if (estimate === undefined) continue;
    sums.records += estimate.items;
    sums.contents += estimate.contents;
    sums.tokens += estimate.tokens;
    sums.storageBytes += estimate.storageBytes;
    const { cost: ofPart } = estimate;
    if (ofPart !== undefined) cost = { ...ofPart, amount: (cost?.amount ?? 0) + ofPart.amount };
  }
  const readMs = performance.now() - startedAt;
  const contentMs = await timeOfOne(embedding);
  const durationMs =
    contentMs === undefined ? undefined : Math.round(readMs + contentMs * sums.contents);
  return {
    ...reportStart(copying, []),
    passes: [],
    ended: 'passes',
    failures: failures.first(),
    notOptimized: undefined,
    estimate: { ...sums, cost, durationMs, tenants: parts.tenants ? now.length : undefined, steps },
  };
}

/** Texts that are embedded to see how long one takes. */
const tried = 8;
const services = new Set(['hosted', 'sagemaker']);

/** Milliseconds that a text takes; `undefined` for a service, which charges for it and has rates of its own. */
async function timeOfOne({
  copying,
  embedder,
  contents,
}: EmbedCopying): Promise<number | undefined> {
  if (services.has(embedder.identity.weights)) return undefined;
  const texts: Content[] = [];
  const { signal } = copying.options;
  if (!contents.modalities.has('text')) return undefined;
  for (const { from } of await copying.parts.now()) {
    const include = { vectors: [], metadata: false, links: false };
    for await (const { records } of from.scan({ include, pageSize: tried * 4, signal })) {
      for (const { text = '' } of records) if (text.trim() !== '') texts.push({ text });
      break;
    }
    if (texts.length >= tried) break;
  }
  const some = texts.slice(0, Math.min(tried, embedder.limits.itemsPerCall));
  if (some.length === 0) return undefined;
  await embedder.embed(some.slice(0, 1), { task: 'document', signal }); // loads the model
  const startedAt = performance.now();
  await embedder.embed(some, { task: 'document', signal });
  return (performance.now() - startedAt) / some.length;
}
