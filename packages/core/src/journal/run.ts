import { canonicalJson } from '../json.ts';
import type { JournalRun, ResumePoint, RunFacts } from '../ingest/journal.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Embeddings } from './embeddings.ts';
import type { Items, RunKey } from './items.ts';
import { numberOf, type SqlDatabase } from './sql.ts';
import type { Transactions } from './transactions.ts';

/** What a run works with. */
export interface RunParts {
  readonly database: SqlDatabase;
  readonly transactions: Transactions;
  readonly embeddings: Embeddings;
  readonly items: Items;
  readonly deadLetters: DeadLetters;
  readonly maxBytes: number;
  readonly onEnd: () => void;
}

/** Opens a run; a dry one leaves no trace. */
export function openRun(facts: RunFacts, parts: RunParts): JournalRun {
  const { database, transactions, embeddings, items, deadLetters, maxBytes } = parts;
  const { synced, read } = transactions;
  const relaxed = (operation: string, write: () => void): void => {
    if (!facts.dry) transactions.relaxed(operation, write);
  };
  const key = facts.dry
    ? peekRun(database, facts)
    : synced('beginning', () => beginRun(database, facts));
  const { identity } = key;
  const setPoint = database.prepare('UPDATE sources SET point = ?, point_id = ? WHERE source = ?');
  const setTotal = database.prepare('UPDATE sources SET total = ? WHERE source = ?');
  const settle = (point: ResumePoint | undefined): void => {
    if (point !== undefined) setPoint.run(point.index, point.id, key.source);
  };
  return {
    lastTotal: key.lastTotal,
    look: async (ids) => read('looking up', () => ids.map((id) => items.look(id, key))),
    has: async (hashes) =>
      read('looking up', () => hashes.map((hash) => embeddings.has(hash, identity))),
    recall: async (hashes) =>
      read('reading', () => hashes.map((hash) => embeddings.recall(hash, identity))),
    async keep(kept, entries) {
      synced('keeping embeddings', () => {
        for (const embedding of kept) embeddings.keep(embedding, identity);
        for (const item of entries) items.keep(item, key);
        embeddings.trim(maxBytes);
      });
    },
    async *unfinished(size) {
      for (let after = 0; ;) {
        const page = read('reading', () => items.unfinished(key, after, size));
        const last = page.at(-1);
        if (last === undefined) return;
        yield page.map(({ kept }) => kept);
        after = last.item;
      }
    },
    async confirm(versions, point) {
      relaxed('confirming', () => {
        for (const version of versions) {
          items.confirm(version, key);
          deadLetters.remove(version.id, key);
        }
        settle(point);
      });
    },
    async pass(versions, point) {
      relaxed('confirming', () => {
        for (const version of versions) items.see(version, key, false);
        settle(point);
      });
    },
    async bury(failure, point) {
      relaxed('burying', () => {
        items.see(failure, key, true);
        deadLetters.add(failure, key);
        settle(point);
      });
    },
    async *unseen(size) {
      for (let after = 0; ;) {
        const page = read('reading', () => items.unseen(key, after, size));
        const last = page.at(-1);
        if (last === undefined) return;
        yield page.map(({ id }) => id);
        after = last.item;
      }
    },
    async forget(ids) {
      relaxed('forgetting', () => {
        for (const id of ids) items.forget(id, key);
      });
    },
    async end(total) {
      try {
        if (!facts.dry && total !== undefined) {
          synced('ending', () => {
            setTotal.run(total, key.source);
            deadLetters.removeOld(key);
          });
        }
      } finally {
        parts.onEnd();
      }
    },
  };
}

interface OpenRun extends RunKey {
  readonly identity: number;
  readonly lastTotal: number | undefined;
}

/** Stands for what is not there; no row has it. */
const none = -1;

function peekRun(database: SqlDatabase, { identity, source, tenant = '' }: RunFacts): OpenRun {
  const last = database.prepare('SELECT max(run) AS run FROM sources').get();
  const known = database
    .prepare('SELECT * FROM sources WHERE tenant = ? AND name = ?')
    .get(tenant, source);
  const found = database
    .prepare('SELECT identity FROM identities WHERE json = ?')
    .get(canonicalJson(identity));
  const total = known?.['total'];
  return {
    run: numberOf(last, 'run') + 1,
    source: known === undefined ? none : numberOf(known, 'source'),
    tenant,
    identity: found === undefined ? none : numberOf(found, 'identity'),
    lastTotal: typeof total === 'number' ? total : undefined,
  };
}

function beginRun(database: SqlDatabase, facts: RunFacts): OpenRun {
  const { database: name, collection, identity, source, tenant = '' } = facts;
  database
    .prepare('INSERT INTO collections SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM collections)')
    .run(name, collection);
  database
    .prepare('INSERT OR IGNORE INTO identities (json) VALUES (?)')
    .run(canonicalJson(identity));
  database
    .prepare('INSERT OR IGNORE INTO sources (tenant, name) VALUES (?, ?)')
    .run(tenant, source);
  const key = peekRun(database, facts);
  database.prepare('UPDATE sources SET run = ? WHERE source = ?').run(key.run, key.source);
  return key;
}
