import { basename, extname } from 'node:path';
import type { NestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import { isImage } from '../../file-item.ts';
import { formatOf } from '../formats.ts';
import type { ImageReference } from '../outline.ts';
import type { ParsedDocument } from '../parse-apart.ts';
import type { ParserPart } from '../parser-messages.ts';

/** Makes a document of pages as they are read. */
export interface PageCollector {
  readonly add: (part: ParserPart) => void;
  /** How many times the file was opened. */
  timesOpened(): number;
  /** The page that comes next, from 0. */
  next(): number;
  /** What the images so far hold. */
  imagesBytes(): number;
  /** Something about a page that could not be read. */
  fail(page: number, problem: string): void;
  /** Goes past the next page. */
  skip(problem: string, error: NestvecError): void;
  /** The whole. Throws the first error where no page could be read. */
  document(error?: NestvecError): ParsedDocument;
}

/** A collector for a document of this name. */
export function collectPages(name: string): PageCollector {
  const starts: number[] = [];
  const images: ImageReference[] = [];
  const imageBytes = new Map<string, Uint8Array>();
  const files: string[] = [];
  let failures: { readonly page: number; readonly error: NestvecError }[] = [];
  let text = '';
  let title: string | undefined;
  let timesOpened = 0;
  let bytes = 0;
  let read = 0;
  let firstError: NestvecError | undefined;
  const fail = (page: number, problem: string): void => {
    failures.push({ page, error: invalid(name, `page ${page + 1}: ${problem}`) });
  };
  return {
    add(part) {
      if ('pages' in part) {
        if (timesOpened === 0)
          for (const problem of part.problems)
            failures.push({ page: -1, error: invalid(name, problem) });
        if (timesOpened === 0) files.push(...part.files);
        timesOpened += 1;
        title = part.title;
        return;
      }
      const page = starts.length;
      const offset = text.length;
      read += 1;
      starts.push(offset);
      text += `${part.text}\n`;
      title ??= part.heading;
      for (const problem of part.problems) fail(page, problem);
      files.push(...part.files);
      for (const [index, image] of part.images.entries()) {
        const reference = `#page-${page + 1}-image-${index + 1}`;
        imageBytes.set(reference, image);
        images.push({ offset, reference, alt: '' });
        bytes += image.length;
      }
    },
    timesOpened: () => timesOpened,
    next: () => starts.length,
    imagesBytes: () => bytes,
    fail,
    skip(problem, error) {
      firstError ??= error;
      const page = starts.length;
      failures = failures.filter((failure) => failure.page !== page); // the page is left out, not just its images
      fail(page, problem);
      starts.push(text.length);
      text += '\n';
    },
    document(error) {
      const problem = firstError ?? error;
      if (read === 0 && problem !== undefined) throw problem;
      const metadata = { title: title ?? basename(name, extname(name)) };
      return {
        text,
        headings: [],
        images,
        pages: starts,
        metadata,
        imageBytes,
        failures: failures.map((failure) => failure.error),
        remarks: filesRemark(files).map((remark) => invalid(name, remark)),
      };
    },
  };
}

const mostNamed = 3;
const tables: ReadonlySet<string> = new Set(['csv', 'tsv', 'jsonl', 'ndjson']);

/** What is to be said of attached files, of the kinds that are read where they lie by themselves. */
function filesRemark(names: readonly string[]): string[] {
  const files = [...new Set(names)].filter((name) => {
    const extension = extname(name).slice(1).toLowerCase();
    return isImage(name) || tables.has(extension) || formatOf(extension) !== undefined;
  });
  const [first, ...others] = files;
  if (first === undefined) return [];
  const more = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : '';
  const named = files.slice(0, mostNamed).map((name) => name.slice(0, 100));
  return others.length === 0
    ? [`holds another file (${named[0]}), which is not read; save it beside this one`]
    : [
        `holds ${files.length} other files (${named.join(', ')}${more}), which are not read; save them beside this one`,
      ];
}
