import { joinPassages, type JsonObject, type Modality, type RetrievedPassage } from '@nestvec/core';
import { formOfImage, type ImageFiles, isImageName } from '@nestvec/core/kit';
import type { DocumentData, Part } from 'genkit';

/** Where a document’s metadata says how it was found, beside its own keys. */
export const factsKey = '_nestvec';

/** What stands under `metadata._nestvec`. The indexer leaves it out again. */
export interface FoundFacts {
  /** Of the record, whatever `metadata.id` says. */
  readonly id: string;
  /** Cosine similarity of what `modality` names. */
  readonly score?: number;
  /** Whether the text was found, or an image. */
  readonly modality: Modality;
  /** Where the content can be opened again: the path or URL of an image or a document. */
  readonly uri?: string;
  /** What the reranker said. */
  readonly rerankScore?: number;
}

/** Which images documents carry. */
export interface Showing {
  /** Images that may be opened; `undefined` where none may. */
  readonly files: ImageFiles | undefined;
  /** Images of all documents together. */
  readonly most: number;
}

/**
 * Passages as documents, the best first: their text with that of their neighbours, and their images, of which files are small copies. A
 * record with nothing to show is named by its id in a text, since Genkit breaks on a document without content.
 */
export async function toDocuments(
  passages: readonly RetrievedPassage[],
  { files, most }: Showing,
): Promise<DocumentData[]> {
  const documents: DocumentData[] = [];
  let left = most;
  for (const passage of passages) {
    const text = joinPassages([...passage.before, passage, ...passage.after]);
    const content: Part[] = text === '' ? [] : [{ text }];
    for (const uri of imageUris(passage)) {
      if (left <= 0) break;
      const media = await mediaOf(uri, files);
      if (media === undefined) continue;
      left -= 1;
      content.push({ media });
    }
    if (content.length === 0) content.push({ text: `(image ${JSON.stringify(passage.id)})` });
    documents.push({ content, metadata: metadataOf(passage) });
  }
  return documents;
}

function imageUris({ uri, modality, images }: RetrievedPassage): readonly string[] {
  const own = uri !== undefined && (modality === 'image' || isImageName(uri)) ? [uri] : [];
  const found = images.flatMap((image) => (image.uri === undefined ? [] : [image.uri]));
  return [...new Set([...own, ...found])];
}

async function mediaOf(
  uri: string,
  files: ImageFiles | undefined,
): Promise<{ readonly url: string; readonly contentType?: string } | undefined> {
  if (formOfImage(uri) === 'url') return { url: uri };
  const file = await files?.fileOf(uri);
  const image = file === undefined ? undefined : await files?.thumbnail(file, undefined);
  if (image === undefined) return undefined;
  const contentType = 'image/jpeg';
  return { url: `data:${contentType};base64,${image.toString('base64')}`, contentType };
}

/** The record’s own keys, with its id as `id`, by which Genkit cites, where it has no other. */
function metadataOf(passage: RetrievedPassage): JsonObject {
  const { id, metadata, score, modality, uri, rerankScore } = passage;
  const facts = {
    id,
    ...(score === undefined ? {} : { score }),
    modality,
    ...(uri === undefined ? {} : { uri }),
    ...(rerankScore === undefined ? {} : { rerankScore }),
  } satisfies FoundFacts;
  return { id, ...metadata, [factsKey]: facts };
}
