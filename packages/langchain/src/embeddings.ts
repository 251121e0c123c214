import { Embeddings } from '@langchain/core/embeddings';
import {
  type Content,
  type Embedder,
  type ImageInput,
  isNestvecError,
  type Task,
  truncate,
} from '@nestvec/core';
import {
  checkedDimensions,
  checkIsEmbedder,
  checkList,
  checkNames,
  embedContents,
  invalid,
  isImageInput,
  describeValue,
} from '@nestvec/core/kit';

/** What `NestvecEmbeddings` takes. */
export interface NestvecEmbeddingsFields {
  readonly embedder: Embedder;
  /** Prefix length of every embedding, renormalised. Default: all of it, which `NestvecVectorStore` needs. */
  readonly dimensions?: number | undefined;
}

const checkFieldNames = checkNames<NestvecEmbeddingsFields>({ embedder: true, dimensions: true });

/**
 * An embedder as LangChain’s embeddings: queries get the model’s query instruction, documents get none. Calls keep to the
 * embedder’s limits. A content that can’t be embedded rejects the call with `invalid-input`, which names its place.
 */
export class NestvecEmbeddings extends Embeddings {
  readonly embedder: Embedder;
  readonly dimensions: number;

  /** Throws `invalid-input` for what is not an embedder, and for dimensions that the model does not have. */
  constructor(fields: NestvecEmbeddingsFields) {
    checkFieldNames(fields, 'fields');
    checkIsEmbedder(fields?.embedder, 'fields.embedder');
    super({});
    this.embedder = fields.embedder;
    const { identity } = fields.embedder;
    this.dimensions = checkedDimensions(fields.dimensions, identity, 'fields.dimensions');
  }

  /** Unit vectors of texts, in their order. */
  async embedDocuments(documents: string[]): Promise<number[][]> {
    checkTexts(documents, 'documents');
    const contents = documents.map((text) => ({ text }));
    return await this.#embed(contents, 'document', 'documents');
  }

  /** Unit vector of a query. */
  async embedQuery(document: string): Promise<number[]> {
    checkTexts([document], 'query');
    return await this.#embedOne({ text: document }, 'query');
  }

  /** Unit vectors of images, in their order; they can be compared with those of texts. */
  async embedImages(images: readonly ImageInput[]): Promise<number[][]> {
    checkList(images, 'images');
    for (const [i, image] of images.entries())
      if (!isImageInput(image))
        throw invalid(`images[${i}]`, `must be an image, got ${describeValue(image)}`);
    const contents = images.map((image) => ({ image }));
    return await this.#embed(contents, 'document', 'images');
  }

  /** Unit vector of an image to search by. */
  async embedImageQuery(image: ImageInput): Promise<number[]> {
    return await this.#embedOne({ image }, 'query');
  }

  async #embedOne(content: Content, task: Task): Promise<number[]> {
    const [vector] = await this.#embed([content], task, 'query');
    return vector ?? []; // there is one for each content
  }

  async #embed(contents: readonly Content[], task: Task, path: string): Promise<number[][]> {
    const { embeddings } = await embedContents(this.embedder, contents, { task });
    return embeddings.map((embedding, i) => {
      if (embedding.ok) return [...truncate(embedding.vector, this.dimensions)];
      const { error } = embedding;
      if (isNestvecError(error, 'embedder')) throw error;
      throw invalid(task === 'query' ? path : `${path}[${i}]`, error.message, error);
    });
  }
}

function checkTexts(texts: unknown, path: string): void {
  checkList(texts, path);
  for (const [i, text] of texts.entries())
    if (typeof text !== 'string')
      throw invalid(
        path === 'query' ? path : `${path}[${i}]`,
        `must be a text, got ${describeValue(text)}`,
      );
}
