import { invalid } from './client-error.ts';

/** What `createSearchClient` takes. */
export interface SearchClientOptions {
  /** Where the server is, such as `https://search.example`. Default: where the page is from. */
  readonly url?: string | undefined;
  /** A key that the server knows, or what gives it. In a page everyone can read it: give it no more than all may see. */
  readonly key?: string | (() => string | undefined) | undefined;
  /**
   * Whether a search ends those before it, which then never settle: for search as you type in a page that has the client to itself.
   * Default false.
   */
  readonly abortOlder?: boolean | undefined;
  /** Default: the global one. */
  readonly fetch?: typeof fetch | undefined;
}

/** Options with their defaults. */
export interface ResolvedClientOptions {
  readonly url: string;
  readonly keyOf: () => string | undefined;
  readonly abortOlder: boolean;
  readonly fetch: typeof fetch;
}

const names = ['url', 'key', 'abortOlder', 'fetch'];

/** Checks options and fills in their defaults. Throws `invalid-input`. */
export function resolveOptions(options: SearchClientOptions = {}): ResolvedClientOptions {
  const given: unknown = options;
  const prototype: unknown =
    typeof given === 'object' && given !== null ? Object.getPrototypeOf(given) : undefined;
  if (prototype !== Object.prototype && prototype !== null)
    throw invalid('options', 'must be an object, such as { url: "https://search.example" }');
  for (const name of Object.keys(options))
    if (!names.includes(name))
      throw invalid(`options.${name.slice(0, 50)}`, `is not an option; ${names.join(', ')} are`);
  const { url = '', key, abortOlder = false, fetch: own = globalThis.fetch } = options;
  if (typeof url !== 'string' || !(url === '' || isHttp(url)))
    throw invalid('options.url', 'must be an address, such as https://search.example');
  if (!(key === undefined || typeof key === 'function' || isKey(key)))
    throw invalid('options.key', 'must be a key in printable ASCII, or a function that gives it');
  if (typeof abortOlder !== 'boolean') throw invalid('options.abortOlder', 'must be true or false');
  if (typeof own !== 'function') throw invalid('options.fetch', 'must be a function');
  return {
    url: url.replace(/\/+$/, ''),
    keyOf: typeof key === 'function' ? key : () => key,
    abortOlder,
    // Called as what it is: a method of the window.
    fetch: async (...request) => await own.call(globalThis, ...request),
  };
}

function isHttp(url: string): boolean {
  try {
    return /^https?:$/.test(new URL(url).protocol) && url.length <= 2000;
  } catch {
    return false;
  }
}

function isKey(key: unknown): boolean {
  return typeof key === 'string' && /^[\x21-\x7e]{1,512}$/.test(key);
}
