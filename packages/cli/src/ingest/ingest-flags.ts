import type { FieldType } from '@nestvec/core';
import type { EmbedderFlags } from '../embedder-flags.ts';
import type { DocumentFlags } from '../open/documents.ts';
import type { PlaceFlags } from '../place-flags.ts';

/** Flags of `nestvec ingest`. */
export interface IngestFlags extends PlaceFlags, EmbedderFlags, DocumentFlags {
  readonly collection: string;
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly keyword?: true;
  readonly limit?: number;
  readonly journal?: string | false;
  readonly replay?: string;
  readonly failures?: string;
  readonly prune: boolean;
  readonly dryRun: boolean;
  readonly price?: number;
}
