import { Document } from '@langchain/core/documents';
import {
  type Hit,
  joinPassages,
  type JsonObject,
  type Modality,
  type PassageImage,
  type RetrievedPassage,
} from '@nestvec/core';

/** Where a document's metadata says how it was found, beside its own keys. */
export const factsKey = '_nestvec';

/** What stands under `metadata._nestvec`. Additions leave it out again. */
export interface FoundFacts {
  /** Cosine similarity of what `modality` names. */
  readonly score?: number;
  /** Whether the text was found, or an image. */
  readonly modality?: Modality;
  /** Where the content can be opened again: the path or URL of an image or a document. */
  readonly uri?: string;
  /** What the reranker said. */
  readonly rerankScore?: number;
  /** Images of the passage that were found, the best first. */
  readonly images?: readonly {
    readonly id: string;
    readonly uri?: string;
    readonly alt?: string;
  }[];
}

type Found = Pick<Hit, 'id' | 'metadata' | 'text' | 'uri'> & { readonly modality?: Modality };

/** A hit as a document: metadata as it was written, and facts only where there is more than text, which is for images. */
export function toDocument({ id, metadata, text = '', uri, modality }: Found): Document {
  const facts: FoundFacts = {
    ...(modality === 'image' ? { modality } : {}),
    ...(uri === undefined ? {} : { uri }),
  };
  return documentOf(id, text, metadata, facts);
}

/** A passage as a document, joined with its neighbours where there are any. */
export function toPassageDocument({ before, after, ...passage }: RetrievedPassage): Document {
  const { id, metadata, score, modality, uri, rerankScore, images } = passage;
  return documentOf(id, joinPassages([...before, passage, ...after]), metadata, {
    ...(score === undefined ? {} : { score }),
    modality,
    ...(uri === undefined ? {} : { uri }),
    ...(rerankScore === undefined ? {} : { rerankScore }),
    ...(images.length === 0 ? {} : { images: images.map(definedOnly) }),
  });
}

function documentOf(
  id: string,
  pageContent: string,
  metadata: JsonObject,
  facts: FoundFacts,
): Document {
  const hasFacts = Object.keys(facts).length > 0;
  return new Document({
    id,
    pageContent,
    metadata: { ...metadata, ...(hasFacts ? { [factsKey]: facts } : {}) },
  });
}

function definedOnly({ id, uri, alt }: PassageImage): NonNullable<FoundFacts['images']>[number] {
  return { id, ...(uri === undefined ? {} : { uri }), ...(alt === undefined ? {} : { alt }) };
}
