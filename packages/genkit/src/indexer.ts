import type { Item, VectorIndex } from '@nestvec/core';
import { contentId, formOfImage, givenMetadata, ingestAll, invalid } from '@nestvec/core/kit';
import { checkId } from '@nestvec/core/store';
import type { DocumentData } from 'genkit';
import { indexer as genkitIndexer, type ResolvableAction } from 'genkit/plugin';
import { factsKey } from './found-document.ts';
import { readDocument } from './read-document.ts';

/**
 * An index as an indexer of Genkit: a document is a record with a text, an image, or both. All documents are checked before any is written;
 * where single ones can’t be embedded or written, the others are, and one error names the rest.
 */
export function indexerAction(
  name: string,
  index: Pick<VectorIndex, 'ingest' | 'store'>,
): ResolvableAction {
  return genkitIndexer({ name }, async (documents, options: unknown) => {
    const [unknown] = Object.keys(options ?? {});
    if (unknown !== undefined)
      throw invalid(
        `options.${unknown}`,
        'is not an option: an indexer has none; use index.ingest',
      );
    await ingestAll(
      index,
      documents.map((document, i) => itemOf(document, `documents[${i}]`)),
    );
  });
}

/** A document as an item. Its id is `metadata.id`, else made of what it holds, so that adding it again overwrites. */
function itemOf(document: DocumentData, path: string): Item {
  const { text, images } = readDocument(document, path);
  const [image, ...others] = images;
  const hasText = text.trim() !== '';
  if (others.length > 0)
    throw invalid(
      path,
      `holds ${images.length} images, and a record has one; make documents of them`,
    );
  if (image === undefined && !hasText) throw invalid(path, 'holds neither a text nor an image');
  const given: Readonly<Record<string, unknown>> = document.metadata ?? {};
  const isData = image !== undefined && formOfImage(image) === 'data';
  if (isData && given[factsKey] !== undefined)
    throw invalid(path, 'was found by a search, so its image is a small copy; index the original');
  const { id } = given;
  const hasId = typeof id === 'string' && id !== '';
  const metadata = givenMetadata(given, `${path}.metadata`, [factsKey, ...(hasId ? ['id'] : [])]);
  if (hasId) checkId(id, `${path}.metadata.id`);
  return {
    id: hasId ? id : contentId([text, image ?? '', metadata]),
    ...(hasText ? { text } : {}),
    ...(image === undefined ? {} : { image }),
    ...(image === undefined || isData ? {} : { uri: image }),
    metadata,
  };
}
