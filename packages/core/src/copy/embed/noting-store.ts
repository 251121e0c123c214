import type { Store } from '../../store/store.ts';
import type { CopyJournal } from '../journal/copy-journal.ts';
import { partKey } from '../copy-parts.ts';
import { hashRecord, markRecord } from '../journal/record-hash.ts';

/** Which pass what is written belongs to. */
export interface NotedPass {
  number: number;
}

/** A store whose written records the journal of a copy knows, before they are sent, so that none but those is ever removed. */
export function notingStore(store: Store, journal: CopyJournal, pass: Readonly<NotedPass>): Store {
  const key = partKey({ tenant: store.tenantName });
  const upsert: Store['upsert'] = async (records, options) => {
    const sent = records.map((record) => ({
      id: record.id,
      hash: hashRecord(record),
      mark: markRecord(record),
    }));
    await journal.send(key, pass.number, sent);
    await store.upsert(records, options);
    journal.confirm(
      key,
      sent.map(({ id }) => id),
    );
  };
  const tenant: Store['tenant'] = (name) => notingStore(store.tenant(name), journal, pass);
  const own: Readonly<Partial<Record<PropertyKey, unknown>>> = { upsert, tenant };
  // Passes everything else on to the store itself, whatever it is made of.
  return new Proxy(store, {
    get(whole, name): unknown {
      if (Object.hasOwn(own, name)) return own[name];
      const value: unknown = Reflect.get(whole, name);
      return typeof value === 'function' ? value.bind(whole) : value;
    },
  });
}
