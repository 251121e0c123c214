/** A file of the page. */
export interface PageFile {
  /** Such as `text/javascript; charset=utf-8`. */
  readonly type: string;
  readonly bytes: Uint8Array;
  /** The same, compressed by Brotli. */
  readonly brotli?: Uint8Array | undefined;
}

/** The search page, such as what `catalogPage()` of `@nestvec/web` gives. */
export interface PageFiles {
  readonly html: PageFile;
  /** What it loads, by names that change with what is in them; they are served below `/page/`. */
  readonly assets: Readonly<Record<string, PageFile>>;
}

/** Whether a value is such files. */
export function isPageFiles(value: unknown): value is PageFiles {
  if (typeof value !== 'object' || value === null || !('html' in value && 'assets' in value))
    return false;
  const { html, assets }: { html: unknown; assets: unknown } = value;
  if (typeof assets !== 'object' || assets === null) return false;
  return [html, ...Object.values({ ...assets })].every(
    (file) =>
      typeof file === 'object' &&
      file !== null &&
      'type' in file &&
      typeof file.type === 'string' &&
      'bytes' in file &&
      file.bytes instanceof Uint8Array &&
      (!('brotli' in file) || file.brotli === undefined || file.brotli instanceof Uint8Array),
  );
}
