import type { CallOptions } from '@nestvec/core';

/** A service that fetches pages and gives them as Markdown. */
export interface PageReader {
  read(url: URL, options: CallOptions): Promise<ReadPage>;
}

/** A page as a reader gives it. */
export interface ReadPage {
  readonly markdown: string;
  readonly title?: string | undefined;
}
