import type { ItemVersion, KeptItem, KnownItem } from '../ingest/journal.ts';
import { metadataJson } from '../record/checked-metadata.ts';
import { hashBytes, hashOf, numberOf, type SqlDatabase, type SqlRow, textOf } from './sql.ts';

/** Which run over which source writes. */
export interface RunKey {
  readonly run: number;
  readonly source: number;
  /** Empty for none. */
  readonly tenant: string;
}

/** How far each item has come: kept, confirmed, or neither. */
export interface Items {
  look(id: string, key: RunKey): KnownItem | undefined;
  keep(item: KeptItem, key: RunKey): void;
  confirm(version: ItemVersion, key: RunKey): void;
  /** Notes that a run has come across an item; a version that is not confirmed yet is given up if `gaveUp`. */
  see(version: ItemVersion, key: RunKey, gaveUp: boolean): void;
  /** The tenant's kept items after a row number, with their own. */
  unfinished(key: RunKey, after: number, limit: number): readonly Unfinished[];
  /** Ids of a source that a run has not come across, after a row number. */
  unseen(key: RunKey, after: number, limit: number): readonly { item: number; id: string }[];
  forget(id: string, key: RunKey): void;
}

/** A kept item and the number of its row. */
interface Unfinished {
  readonly item: number;
  readonly kept: KeptItem;
}

/** The items of an open journal. */
export function openItems(database: SqlDatabase): Items {
  const find = database.prepare('SELECT * FROM items WHERE tenant = ? AND id = ?');
  // A later entry of the source may be kept sooner, where its call to the embedder ends sooner; it stays.
  const put = database.prepare(
    `INSERT INTO items (tenant, id, source, run, position, confirmed, text_hash, image_hash, record_hash, signature)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?)
     ON CONFLICT (tenant, id) DO UPDATE SET source = excluded.source, run = excluded.run, position = excluded.position, confirmed = 0,
       text_hash = excluded.text_hash, image_hash = excluded.image_hash, record_hash = excluded.record_hash, signature = excluded.signature
     WHERE excluded.run > run OR excluded.position >= position
     RETURNING item`,
  );
  const putPending = database.prepare(
    'INSERT INTO pending (item, fields) VALUES (?, ?) ON CONFLICT (item) DO UPDATE SET fields = excluded.fields',
  );
  const setConfirmed = database.prepare(
    'UPDATE items SET confirmed = 1 WHERE tenant = ? AND id = ? AND run = ? AND position = ? RETURNING item',
  );
  const dropPending = database.prepare('DELETE FROM pending WHERE item = ?');
  const setSeen = database.prepare(
    'UPDATE items SET source = ?, run = ?, position = ? WHERE tenant = ? AND id = ? AND (run < ? OR position <= ?) RETURNING item',
  );
  const list = database.prepare(
    'SELECT items.*, pending.fields FROM pending JOIN items USING (item) WHERE item > ? AND tenant = ? ORDER BY item LIMIT ?',
  );
  const listUnseen = database.prepare(
    'SELECT item, id FROM items WHERE item > ? AND source = ? AND run < ? ORDER BY item LIMIT ?',
  );
  const drop = database.prepare('DELETE FROM items WHERE tenant = ? AND id = ? RETURNING item');
  const clearPending = (row: SqlRow | undefined): void => {
    if (row !== undefined) dropPending.run(numberOf(row, 'item'));
  };
  return {
    look(id, { run, source, tenant }) {
      const row = find.get(tenant, id);
      return row === undefined
        ? undefined
        : {
            textHash: hashOf(row, 'text_hash'),
            imageHash: hashOf(row, 'image_hash'),
            recordHash: hashOf(row, 'record_hash') ?? '',
            signature: textOf(row, 'signature'),
            confirmed: numberOf(row, 'confirmed') === 1,
            seen: numberOf(row, 'run') === run,
            elsewhere: numberOf(row, 'source') !== source,
          };
    },
    keep({ id, index, contents, recordHash, signature, fields }, { run, source, tenant }) {
      const hash = (modality: string): Uint8Array | null =>
        hashBytes(contents.find((content) => content.modality === modality)?.hash);
      const row = put.get(
        tenant,
        id,
        source,
        run,
        index,
        hash('text'),
        hash('image'),
        hashBytes(recordHash),
        signature ?? null,
      );
      if (row !== undefined) putPending.run(numberOf(row, 'item'), formatFields(fields));
    },
    confirm({ id, index, run }, key) {
      clearPending(setConfirmed.get(key.tenant, id, run ?? key.run, index));
    },
    see({ id, index }, { run, source, tenant }, gaveUp) {
      const row = setSeen.get(source, run, index, tenant, id, run, index);
      if (gaveUp) clearPending(row);
    },
    unfinished: ({ tenant }, after, limit) => list.all(after, tenant, limit).map(toUnfinished),
    unseen: ({ run, source }, after, limit) =>
      listUnseen
        .all(after, source, run, limit)
        .map((row) => ({ item: numberOf(row, 'item'), id: textOf(row, 'id') ?? '' })),
    forget(id, { tenant }) {
      clearPending(drop.get(tenant, id));
    },
  };
}

/** Fields as JSON, with that of the metadata as it was made before. */
function formatFields({ metadata, ...rest }: KeptItem['fields']): string {
  const texts = JSON.stringify(rest);
  const end = texts === '{}' ? '}' : `,${texts.slice(1)}`;
  return `{"metadata":${metadataJson(metadata)}${end}`;
}

function toUnfinished(row: SqlRow): Unfinished {
  const text = hashOf(row, 'text_hash');
  const image = hashOf(row, 'image_hash');
  return {
    item: numberOf(row, 'item'),
    kept: {
      run: numberOf(row, 'run'),
      id: textOf(row, 'id') ?? '',
      index: numberOf(row, 'position'),
      contents: [
        ...(image === undefined ? [] : [{ modality: 'image' as const, hash: image }]),
        ...(text === undefined ? [] : [{ modality: 'text' as const, hash: text }]),
      ],
      recordHash: hashOf(row, 'record_hash') ?? '',
      signature: textOf(row, 'signature'),
      // Written by `keep` above, in the same transaction as the row.
      fields: JSON.parse(textOf(row, 'fields') ?? '{}') as KeptItem['fields'],
    },
  };
}
