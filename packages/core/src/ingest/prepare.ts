import { types } from 'node:util';
import type { Content } from '../embedder/content.ts';
import { invalid, isNestvecError } from '../errors.ts';
import { checkRecord } from '../record/check-record.ts';
import type { Item } from '../embedder/item.ts';
import type { Modality } from '../spec/models.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Store } from '../store/store.ts';
import { metadataJson } from '../record/checked-metadata.ts';
import type { IngestContext } from './context.ts';
import type { SourceEntry } from './drain.ts';
import { readEntry, readPromised } from './read-entry.ts';
import { vectorBytes } from './to-record.ts';

/** An item that passed every check that needs no inference. */
export interface PreparedItem {
  readonly index: number;
  readonly item: Item;
  /** What is to be embedded, one or two. */
  readonly parts: readonly { readonly modality: Modality; readonly content: Content }[];
}

/** Checks items one by one as they are asked for; those that fail are reported, so nothing is spent on them. */
export async function* prepareItems(
  source: AsyncIterable<SourceEntry>,
  { target, tally, watermark, unread, fail }: IngestContext,
): AsyncGenerator<PreparedItem, void, undefined> {
  const { spec, store } = target;
  const modalities = new Set(Object.values(spec.vectors).map((vector) => vector.modality));
  let index = -1;
  for await (const { entry } of source) {
    index++;
    tally.read();
    const place = `entry ${index}`;
    const read = types.isPromise(entry)
      ? await readPromised(entry, place)
      : readEntry(entry, place);
    const { id } = read;
    watermark.open(index, id);
    if (read.error !== undefined) {
      const { error, stage, item } = read;
      if (stage === 'read') unread.add(read);
      await fail({ id, index, stage, error, item });
      continue;
    }
    const { item } = read;
    try {
      const parts = checkItem(item, spec, modalities);
      checkSize(item, spec, store);
      yield { index, item, parts };
    } catch (error) {
      if (!isNestvecError(error)) throw error;
      await fail({ id, index, stage: 'check', error, item });
    }
  }
}

/** An item that no request to the database can hold fails before its embedding is paid for. */
function checkSize(item: Item, spec: ResolvedSpec, { database, limits }: Store): void {
  const metadataBytes = Buffer.byteLength(metadataJson(item.metadata ?? {}));
  if (metadataBytes > limits.metadataBytes) {
    const problem = `has ${metadataBytes} bytes where ${database} takes ${limits.metadataBytes}; keep large values elsewhere and store their address`;
    throw invalid('item.metadata', problem);
  }
  const bytes = metadataBytes + Buffer.byteLength(item.text ?? '') + vectorBytes(spec);
  if (bytes > limits.bytesPerUpsert) {
    const problem = `is a record of ${bytes} bytes where ${database} takes ${limits.bytesPerUpsert} at once; cut its text into chunks`;
    throw invalid('item', problem);
  }
}

function checkItem(
  item: Item,
  spec: ResolvedSpec,
  modalities: ReadonlySet<Modality>,
): PreparedItem['parts'] {
  checkRecord(
    {
      id: item.id,
      vectors: {},
      metadata: item.metadata ?? {},
      text: item.text,
      parentId: item.parentId,
      source: item.source,
      uri: item.uri,
    },
    spec,
    'item',
  );
  const parts: PreparedItem['parts'][number][] = [];
  if (item.image !== undefined && modalities.has('image')) {
    parts.push({ modality: 'image', content: { image: item.image } });
  }
  if (item.text !== undefined && modalities.has('text')) {
    parts.push({ modality: 'text', content: { text: item.text } });
  }
  if (parts.length === 0) {
    throw invalid(
      'item',
      `has nothing to embed; give it ${[...modalities].map((m) => (m === 'image' ? 'an image' : 'a text')).join(' or ')}`,
    );
  }
  return parts;
}
