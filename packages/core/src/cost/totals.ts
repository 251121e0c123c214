import type { SourceFailure } from '../ingest/failure.ts';
import type { Item } from '../embedder/item.ts';
import type { TokenEstimate } from '../remote/estimate.ts';
import type { MeasuredContent } from './measure-item.ts';
import type { CostCounts } from './report.ts';

/** An item with what its contents cost. */
export interface MeasuredItem {
  readonly item: Item;
  readonly parts: readonly MeasuredContent[];
  /** What it adds to a request, by estimates. */
  readonly planned: { readonly items: number; readonly tokens: number; readonly bytes: number };
}

/** Sums over all items. */
export interface Totals {
  add(item: MeasuredItem): void;
  failed(failure: SourceFailure): void;
  readonly contents: { readonly text: number; readonly image: number };
  readonly tokens: TokenEstimate;
  report(): CostCounts;
}

const keptFailures = 100;

/** Nothing counted yet. */
export function createTotals(): Totals {
  const items = { read: 0, failed: 0 };
  const contents = { text: 0, image: 0 };
  const tokens = { text: 0, image: 0, atMost: 0 };
  const failures: SourceFailure[] = [];
  let tiles = 0;
  let guessedImages = 0;
  let payloadBytes = 0;
  return {
    contents,
    get tokens() {
      return { tokens: tokens.text + tokens.image, atMost: tokens.atMost };
    },
    add({ item, parts }) {
      items.read++;
      for (const part of parts) {
        contents[part.modality]++;
        tokens[part.modality] += part.tokens;
        tokens.atMost += part.atMost;
        tiles += part.tiles;
        if (part.isGuess) guessedImages++;
      }
      payloadBytes += bytesOf(item);
    },
    failed(failure) {
      items.read++;
      items.failed++;
      if (failures.length < keptFailures) failures.push(failure);
    },
    report: () => ({
      items: { ...items },
      contents: { ...contents },
      tiles,
      guessedImages,
      tokens: {
        text: tokens.text,
        image: tokens.image,
        total: tokens.text + tokens.image,
        atMost: tokens.atMost,
      },
      payloadBytes,
      failures: [...failures],
    }),
  };
}

/** What a database keeps beside the vectors, as JSON. */
function bytesOf({ id, text, metadata = {}, uri }: Item): number {
  const own = Object.keys(metadata).length === 0 ? undefined : metadata;
  return Buffer.byteLength(JSON.stringify({ id, text, metadata: own, uri }));
}
