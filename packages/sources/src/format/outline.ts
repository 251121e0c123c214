import type { DocumentHeading, JsonObject } from '@nestvec/core';

/** What a parser makes of a file: its text, and what stands where in it. */
export interface Outline {
  readonly text: string;
  readonly headings: readonly DocumentHeading[];
  readonly images: readonly ImageReference[];
  /** Where each page begins; empty where there are none. */
  readonly pages: readonly number[];
  /** What the file says of itself, such as its title. */
  readonly metadata: JsonObject;
  /** Of a page, what only its scripts would show, where that holds text. */
  readonly closed?: ClosedParts | undefined;
}

/** Parts of a page that hold text and are left out, since they are shown by its scripts alone: how many of each kind. */
export interface ClosedParts {
  readonly dialogs: number;
  readonly templates: number;
}

/** An image that a document shows, as the document names it. */
export interface ImageReference {
  readonly offset: number;
  readonly reference: string;
  readonly alt: string;
  /** What a page says that its references are relative to. */
  readonly base?: string | undefined;
}
