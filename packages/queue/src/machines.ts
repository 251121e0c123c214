import { type Store } from '@nestvec/core';
import { unsupported } from '@nestvec/core/kit';

/** Throws `unsupported` for a store that only one machine can write to. */
export function checkMachines({ database, capabilities }: Store): void {
  if (capabilities.machines === 'many') return;
  throw unsupported(
    'writes of several machines to a folder or to memory',
    database,
    database === 'lancedb'
      ? 'give it the URI of an object store, such as s3://bucket/path, or ingest on one machine with a journal'
      : 'use a database that is a server, or ingest on one machine with a journal',
  );
}
