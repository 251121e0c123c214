import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Journal, openJournal } from '@nestvec/core/journal';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import { usualData } from '../open/databases.ts';

/** Which journal, as it is asked for. */
export interface JournalChoice {
  readonly collection: string;
  readonly place: DatabasePlace;
  /** A folder; `false` for no journal. */
  readonly journal?: string | false;
  readonly dryRun?: boolean;
}

/** Opens the collection's journal; `undefined` where `--no-journal` is given, or where a dry run would have to make it. */
export async function openChosenJournal(
  choice: JournalChoice,
  io: Pick<Io, 'cwd'>,
): Promise<Journal | undefined> {
  if (choice.journal === false) return undefined;
  const directory =
    choice.journal === undefined ? usualJournal(choice, io) : resolve(io.cwd, choice.journal);
  if (choice.dryRun === true && !existsSync(directory)) return undefined;
  return await openJournal({ directory });
}

/** Beside the collections where they are in a folder, so that they stay together; else below this folder. */
function usualJournal({ collection, place }: JournalChoice, { cwd }: Pick<Io, 'cwd'>): string {
  if (place.folder !== undefined) return join(place.folder, 'journals', collection);
  const which = createHash('sha256').update(place.name).digest('hex').slice(0, 8);
  return resolve(cwd, usualData, 'journals', `${place.store}-${which}-${collection}`);
}
