import type { NestvecError } from '@nestvec/core';
import { invalid, messageOf } from '@nestvec/core/kit';
import { readHtml } from '../html/read-html.ts';
import type { PackedDocument } from '../parser-messages.ts';
import { drawingText } from './drawing-text.ts';
import { createPartWriter, escapeHtml, type PartLinks } from './part-writer.ts';
import { readXml } from './read-xml.ts';
import { readRelations, type Relation } from './relations.ts';
import { readStyles, type Style } from './styles.ts';
import { unpack } from './unpack.ts';

/** How a Word document is read. */
export interface DocxQuestion {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly maxUnpackedBytes: number;
  /** Whether headers and footers are read, behind the text. */
  readonly withHeaders: boolean;
}

/** A Word document, and what is missing in it. */
export interface ReadDocx {
  readonly document: PackedDocument;
  readonly failures: readonly NestvecError[];
}

/** Reads a Word document (.docx) as it is seen. Nothing outside of it is opened. */
export async function readDocx(question: DocxQuestion): Promise<ReadDocx> {
  const { name, maxUnpackedBytes } = question;
  const bytes = Buffer.from(
    question.bytes.buffer,
    question.bytes.byteOffset,
    question.bytes.length,
  );
  const problem = otherKind(bytes);
  if (problem !== undefined) throw invalid(name, problem);
  const files = await unpack(bytes, name, maxUnpackedBytes, isUsed);
  try {
    return writeDocument(files, question);
  } catch (error) {
    throw invalid(name, `is not a Word document that can be read (${messageOf(error)})`, error);
  }
}

function isUsed(file: string): boolean {
  return /\.(?:xml|rels)$|\/media\//i.test(file) && !/^(?:customXml|word\/theme)\//.test(file);
}

/** Word's older files and those with a password are another kind of archive. */
function otherKind(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return 'is empty';
  if (!bytes.subarray(0, 4).equals(Buffer.of(0xd0, 0xcf, 0x11, 0xe0))) return undefined;
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
    ? 'is protected by a password; save it without one'
    : 'is not a .docx but of an older kind (.doc); save it as .docx';
}

function writeDocument(
  files: ReadonlyMap<string, Buffer>,
  { name, withHeaders }: DocxQuestion,
): ReadDocx {
  const main = readRelations(files, '').find(({ type }) => type === 'officeDocument')?.target;
  const body = main === undefined ? undefined : files.get(main);
  if (main === undefined || body === undefined) throw new Error('it has no document part');
  const relations = readRelations(files, main);
  const styles = relations.find(({ type }) => type === 'styles');
  const reading: Reading = {
    files,
    styleOf: readStyles(files.get(styles?.target ?? '')),
    imageBytes: new Map(),
    failures: [],
    notes: new Map(),
    name,
  };
  const first = writePart(reading, main, body, relations);
  const parts = [first.html];
  for (const kind of ['footnote', 'endnote'] as const) {
    const target = relations.find(({ type }) => type === `${kind}s`)?.target;
    const bytes = files.get(target ?? '');
    if (target !== undefined && bytes !== undefined && reading.notes.size > 0)
      parts.push(writePart(reading, target, bytes, readRelations(files, target), kind).html);
  }
  if (withHeaders) parts.push(...writeHeaders(reading, first.headersAndFooters, relations));
  const document = { ...readHtml(parts.join('')), imageBytes: reading.imageBytes };
  return { document, failures: reading.failures };
}

interface Reading {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly styleOf: (id: string | undefined) => Style;
  readonly imageBytes: Map<string, Uint8Array>;
  readonly failures: NestvecError[];
  /** Marks of notes, by their kind and id. */
  readonly notes: Map<string, string>;
  readonly name: string;
}

function writePart(
  reading: Reading,
  part: string,
  bytes: Buffer,
  relations: readonly Relation[],
  notes?: 'footnote' | 'endnote',
): { readonly html: string; readonly headersAndFooters: readonly string[] } {
  const prefixOf = (id: string): string => {
    const mark = reading.notes.get(`${notes}:${id}`);
    return mark === undefined ? '' : `${mark} `;
  };
  const writer = createPartWriter(reading.styleOf, linksOf(reading, relations), prefixOf);
  readXml(bytes, part, writer);
  return { html: writer.html(), headersAndFooters: writer.headersAndFooters };
}

function writeHeaders(
  reading: Reading,
  ids: readonly string[],
  relations: readonly Relation[],
): string[] {
  const targets = ids.map((id) => relations.find((relation) => relation.id === id)?.target ?? '');
  return [...new Set(targets)].flatMap((target) => {
    const bytes = reading.files.get(target);
    if (bytes === undefined) return [];
    return [writePart(reading, target, bytes, readRelations(reading.files, target)).html];
  });
}

function linksOf(
  { files, imageBytes, failures, notes, name }: Reading,
  relations: readonly Relation[],
): PartLinks {
  const byId = new Map(relations.map((relation) => [relation.id, relation]));
  return {
    image(id, alt) {
      const relation = byId.get(id);
      const source = relation?.isOutside ? relation.target : packed(relation?.target ?? '');
      if (source === undefined) {
        failures.push(
          invalid(name, `shows an image that is not in it (${relation?.target ?? id})`),
        );
        return '';
      }
      return `<img src="${escapeHtml(source)}" alt="${escapeHtml(alt)}">`;
    },
    drawing(id) {
      const target = byId.get(id)?.target ?? '';
      const bytes = files.get(target);
      return bytes === undefined ? '' : `<p>${escapeHtml(drawingText(bytes, target))}</p>`;
    },
    file(id) {
      const target = byId.get(id)?.target ?? id;
      failures.push(
        invalid(
          name,
          `holds a part that is another file (${target}), which is not read; save it as one document`,
        ),
      );
    },
    note(kind, id) {
      const key = `${kind}:${id}`;
      const mark = notes.get(key) ?? `[${notes.size + 1}]`;
      notes.set(key, mark);
      return mark;
    },
  };

  function packed(target: string): string | undefined {
    const bytes = files.get(target);
    if (bytes === undefined) return undefined;
    const reference = `#image-${imageBytes.size + 1}`;
    imageBytes.set(reference, bytes);
    return reference;
  }
}
