import type { CollectionSpec, Content, Filter, VectorRecord } from '@nestvec/core';
import type { Qrels } from '../metrics/measure-run.ts';

/** A query or a document. Images are named, not held: they are opened when they are embedded. */
export interface Example {
  /** Unique among the queries, or the documents, of its task. */
  readonly id: string;
  readonly content: Content;
  /** What it belongs to, such as the image of a caption: queries of one group are not independent of each other. Default: its id. */
  readonly group?: string | undefined;
  /** Of a document: what it is found by through words. Default: the text that it is, or none for an image. */
  readonly text?: string | undefined;
  /** Of a document: what filters ask for. Default: nothing. */
  readonly metadata?: VectorRecord['metadata'] | undefined;
  /** Of a query: the documents that it may find, as every search here takes it. Default: all. */
  readonly filter?: Filter | undefined;
}

/** Queries, what they are searched in, and what is right. */
export interface RetrievalTask {
  /** What is searched by what, such as `text-to-image`. */
  readonly name: string;
  /** As the data set calls it. */
  readonly language?: string | undefined;
  readonly queries: readonly Example[];
  readonly documents: readonly Example[];
  /** Grades by query and document. */
  readonly qrels: Qrels;
  /** Metadata that filters may name, with its types. */
  readonly fields?: CollectionSpec['fields'];
}

/** What is measured. */
export interface RetrievalDataset {
  readonly name: string;
  /** Each direction and language is a task of its own. */
  readonly tasks: readonly RetrievalTask[];
  /** What was left out in reading, and why. */
  readonly notes: readonly string[];
}

/** An image, or a text, with the classes that it belongs to. */
export interface LabelledExample {
  readonly id: string;
  readonly content: Content;
  /** Positions in `classes`; several, or none, only in a data set of several labels. */
  readonly labels: readonly number[];
}

/** A data set for classification. */
export interface LabelledDataset {
  readonly name: string;
  readonly classes: readonly string[];
  /** Prompts of the data set's own, with `{c}` in place of the class. */
  readonly templates: readonly string[] | undefined;
  readonly isMultiLabel: boolean;
  readonly examples: readonly LabelledExample[];
}
