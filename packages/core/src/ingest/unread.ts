import { passageStem } from '../passage/passage-ids.ts';
import type { SourceFailure } from './failure.ts';
import { createIdSet } from '../record/id-set.ts';

/** What a run could not read, so that the records of it are not taken for removed. */
export interface Unread {
  add(failure: Pick<SourceFailure, 'hides'>): void;
  /** Whether something failed without saying what it stands for. */
  readonly isAnything: boolean;
  /** Whether a record may come from something that could not be read. */
  hides(id: string): boolean;
}

/** Nothing yet. A few bytes each, whatever their number; one record in ten thousand million is kept by mistake. */
export function createUnread(): Unread {
  const names = createIdSet();
  let isAnything = false;
  return {
    add({ hides }) {
      if (hides === undefined) isAnything = true;
      for (const name of hides ?? []) {
        names.add(name);
        names.add(`${passageStem(name)}#`);
      }
    },
    get isAnything() {
      return isAnything;
    },
    hides(id) {
      if (isAnything || names.has(id)) return true;
      for (let at = 0; at < id.length; at++) {
        // A folder's name ends with a slash; a document's passages are called after it.
        const ends = id[at] === '/' || id[at] === '#';
        if (ends && names.has(id.slice(0, at + 1))) return true;
      }
      return false;
    },
  };
}
