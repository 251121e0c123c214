import { extname } from 'node:path';
import type { DocumentsOptions } from '@nestvec/sources';
import { count, oneLine } from '../text.ts';

/**
 * What a source left out: files, how many of each kind that nothing reads and those that are empty, and closed parts of pages; and what was
 * damaged before.
 */
export interface SkippedFiles {
  readonly add: NonNullable<DocumentsOptions['onSkip']>;
  /** By extension, `""` for files without one. */
  readonly counts: () => Readonly<Record<string, number>>;
  readonly empty: () => NamedFiles;
  readonly addClosed: NonNullable<DocumentsOptions['onClosed']>;
  readonly closed: () => ClosedParts;
  readonly addDamaged: NonNullable<DocumentsOptions['onDamaged']>;
  readonly damaged: () => NamedFiles;
}

/** Files or rows: how many, and the first of them. */
export interface NamedFiles {
  readonly count: number;
  readonly first: readonly string[];
}

/** What only scripts would show, of how many pages, and the first of these. */
export interface ClosedParts {
  readonly dialogs: number;
  readonly templates: number;
  readonly pages: number;
  readonly first: readonly string[];
}

const mostNamed = 3;

/** Nothing skipped yet. */
export function createSkipped(): SkippedFiles {
  const counts = new Map<string, number>();
  const empty = createNamed();
  const damaged = createNamed();
  let closed: ClosedParts = { dialogs: 0, templates: 0, pages: 0, first: [] };
  return {
    addClosed(page, { dialogs, templates }) {
      closed = {
        dialogs: closed.dialogs + dialogs,
        templates: closed.templates + templates,
        pages: closed.pages + 1,
        first: closed.pages < mostNamed ? [...closed.first, page] : closed.first,
      };
    },
    closed: () => closed,
    add(file, why) {
      if (why === 'empty') {
        empty.add(file);
        return;
      }
      const extension = extname(file).toLowerCase();
      counts.set(extension, (counts.get(extension) ?? 0) + 1);
    },
    counts: () =>
      Object.fromEntries([...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))),
    empty: empty.files,
    addDamaged: damaged.add,
    damaged: damaged.files,
  };
}

function createNamed(): {
  readonly add: (file: string) => void;
  readonly files: () => NamedFiles;
} {
  const first: string[] = [];
  let total = 0;
  return {
    add(file) {
      total += 1;
      if (first.length < mostNamed) first.push(file);
    },
    files: () => ({ count: total, first }),
  };
}

/** `skipped 4 files of kinds that nestvec does not read: 3 .zip, 1 without extension`; `undefined` where there are none. */
export function describeSkipped(counts: Readonly<Record<string, number>>): string | undefined {
  const kinds = Object.entries(counts);
  if (kinds.length === 0) return undefined;
  const total = kinds.reduce((sum, [, number]) => sum + number, 0);
  const parts = kinds.map(
    ([extension, number]) => `${number} ${extension === '' ? 'without extension' : extension}`,
  );
  return `skipped ${count(total, 'file')} of kinds that nestvec does not read: ${parts.join(', ')}`;
}

/** `skipped 1 file, which is empty: notes.md`; `undefined` where there are none. */
export function describeEmpty(files: NamedFiles): string | undefined {
  const { count: total } = files;
  if (total === 0) return undefined;
  const which = total === 1 ? 'which is empty' : 'which are empty';
  return `skipped ${count(total, 'file')}, ${which}: ${namesOf(files)}`;
}

/** `taken as they are, with U+FFFD for what was lost before: 2 texts: a.txt, rows.csv:7`; `undefined` where there are none. */
export function describeDamaged(files: NamedFiles): string | undefined {
  if (files.count === 0) return undefined;
  return `taken as they are, with U+FFFD for characters that were lost before: ${count(files.count, 'text')}: ${namesOf(files)}`;
}

function namesOf({ count: total, first }: NamedFiles): string {
  const more = total > first.length ? ` and ${total - first.length} more` : '';
  return `${first.map(oneLine).join(', ')}${more}`;
}

/** `left out what only scripts show: 2 closed dialogs and 1 template of 2 pages: a.html, b.html`; `undefined` where there is nothing. */
export function describeClosed({
  dialogs,
  templates,
  pages,
  first,
}: ClosedParts): string | undefined {
  if (pages === 0) return undefined;
  const parts = [
    ...(dialogs > 0 ? [count(dialogs, 'closed dialog')] : []),
    ...(templates > 0 ? [count(templates, 'template')] : []),
  ];
  const more = pages > first.length ? ` and ${pages - first.length} more` : '';
  return `left out what only scripts show: ${parts.join(' and ')} of ${count(pages, 'page')}: ${first.map(oneLine).join(', ')}${more}`;
}
