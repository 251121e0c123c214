import type {
  Embedder,
  Filter,
  ImageLimitOptions,
  ImageLimits,
  Reranker,
  VectorIndex,
} from '@nestvec/core';
import { httpUrl, imageLimitsSchema, invalid, isPlainObject, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import { loopbackHosts } from './guard/check-origin.ts';
import type { McpTools } from './doors/mcp.ts';
import { isEmbedder, isReranker } from './embed/is-embedder.ts';
import { type ImageRoot, imageRoot } from './image/image-root.ts';
import type { LogEntry } from './log.ts';
import { checkPageSettings } from './page/check-page-settings.ts';
import { isPageFiles, type PageFiles } from './page/page-files.ts';
import { type PageSettings, pageSettingsSchema } from './page/page-settings.ts';
import { resolveLimits } from './limits.ts';
import { checkGrants } from './search/check-grants.ts';
import { isIndex } from './search/is-index.ts';

/** What a key opens: embeddings, or reading or writing of indexes; `write` reads too. */
export type Access = 'embed' | 'read' | 'write';

/** A key that clients send. It is not kept itself. */
export interface ServerKey {
  /** What `hashKey` makes of it. */
  readonly hash: string;
  /** For logs. Default: its place in the list. */
  readonly name?: string | undefined;
  readonly access: Access;
  /** Names of the indexes that it opens, or `*` for all. Default none; a key to read has some. */
  readonly indexes?: readonly string[] | '*' | undefined;
  /** The tenant whose records it sees; of indexes with tenants it opens none without. */
  readonly tenant?: string | undefined;
  /** Records that it sees. Joined with what clients ask for, so that nothing loosens it. `$text` can’t be asked here. */
  readonly filter?: Filter | undefined;
  /**
   * What is shown of records: keys of their metadata, and `$text`, `$parentId`, `$vectors`. Nothing else can be filtered, counted,
   * grouped, boosted or sorted by. Default: everything but `uri`, `source` and `contentHash`, which never leave.
   */
  readonly fields?: readonly string[] | undefined;
  /** Most that it may ask in any minute. Default: no limit. */
  readonly rate?: KeyRate | undefined;
}

/** What those without a key see of an index. */
export interface PublicIndex {
  /** As of a key. Written out, since all the world can see it. */
  readonly fields: readonly string[];
  readonly tenant?: string | undefined;
  readonly filter?: Filter | undefined;
}

/** What a key may ask in any minute. */
export interface KeyRate {
  readonly requestsPerMinute?: number | undefined;
  /** Once it is passed, requests are refused until a minute has fewer again. */
  readonly tokensPerMinute?: number | undefined;
}

/** What a server takes at most. */
export interface ServerLimits {
  /** Largest body of a request. Default 32 MB (32,000,000). */
  readonly bodyBytes: number;
  /** Bytes of all bodies that are held at once; the next request is refused with 429. Default 256 MB, at least `bodyBytes`. */
  readonly heldBytes: number;
  /** Contents of one request. Default 2,048. */
  readonly itemsPerRequest: number;
  /** Characters of one text. Default 1,000,000. */
  readonly textCharacters: number;
  /** Contents that wait to be embedded; the next request is refused with 429. Default 8,192, at least `itemsPerRequest`. */
  readonly queuedItems: number;
  /** How long a content waits for others to be embedded with, in milliseconds. 0 joins nothing. Default 5. */
  readonly joinMs: number;
  /**
   * How long a request of Weaviate's modules waits for room where others are refused, since they don't try again, in milliseconds.
   * Default 45,000: their own time-out is 50 seconds.
   */
  readonly patienceMs: number;
  /** Hits, records or passages of one answer. Default 100. */
  readonly hitsPerRequest: number;
  /** How long the list of hits can be of which pages are cut. Default 1,000. */
  readonly depth: number;
  /** Conditions and values of the filters of one request. Default 1,000. */
  readonly filterParts: number;
  /** Bytes of uploaded images that are held. Default 128 MB. */
  readonly uploadBytes: number;
  /** Bytes of images that were made to be shown and are kept. Default 64 MB; 0 keeps none. */
  readonly imageCacheBytes: number;
  /**
   * Longest time for a request to arrive in whole, and for a client to take nothing of its answer, in milliseconds. Default 60,000.
   * Kept by `listen`.
   */
  readonly requestTimeoutMs: number;
  /** Longest time that `close` waits for requests that were accepted, in milliseconds. Default 30,000. */
  readonly drainMs: number;
}

/** Limits as an option: each one left out has its default. */
export type ServerLimitOptions = {
  readonly [Limit in keyof ServerLimits]?: ServerLimits[Limit] | undefined;
};

/** What `createServer` takes. */
export interface ServerOptions {
  /** Opens the embedding doors. It stays the caller's: `close` leaves it open. */
  readonly embedder?: Embedder | undefined;
  /** Opens the door of a reranker, for Weaviate: such as `jinaReranker()` of `@nestvec/core/remote`. Default none. */
  readonly reranker?: Reranker | undefined;
  /** Opens the doors to these indexes, by names of your choice. They stay the caller's. */
  readonly indexes?: Readonly<Record<string, VectorIndex>> | undefined;
  /** Indexes that are open without a key, and what is shown of them. Default none. */
  readonly publicIndexes?: Readonly<Record<string, PublicIndex>> | undefined;
  /** Opens `/mcp` over the indexes: tools for agents, such as `createMcp()` of `@nestvec/mcp`. Default none. */
  readonly mcp?: McpTools | undefined;
  /** Whether agents with a key to write that sees all of an index may ingest texts and remove ids there. Default false. */
  readonly mcpWrites?: boolean | undefined;
  /** Opens a page to search the indexes with, such as `catalogPage()` of `@nestvec/web`, at `/`. Default none. */
  readonly page?: PageFiles | undefined;
  /** How that page shows an index, by its name. Default: by what its spec says. */
  readonly pageSettings?: Readonly<Record<string, PageSettings>> | undefined;
  /** Folders that images of records are shown from. Relative paths of records are looked for in each. Default none. */
  readonly imageRoots?: readonly string[] | undefined;
  /** Names of the model that clients may ask for besides its own, such as `my-model`. */
  readonly aliases?: readonly string[] | undefined;
  /** Without any, the server answers to this machine alone. */
  readonly keys?: readonly ServerKey[] | undefined;
  /** Names by which clients reach it, such as `embed.example` or `nestvec:8484`, besides this machine's own. */
  readonly hosts?: readonly string[] | undefined;
  /** Origins of pages that may ask from a browser, besides the server's own, such as `https://shop.example`. */
  readonly origins?: readonly string[] | undefined;
  /** Beginnings of URLs that images may be fetched from, such as `https://images.example/public/`. Default none. */
  readonly imageUrls?: readonly string[] | undefined;
  /** Of images that clients send. Redirects are not followed by default, since they lead away from `imageUrls`. */
  readonly imageLimits?: Omit<ImageLimitOptions, 'allow'> | undefined;
  /** Sizes and times; each that is left out has its default. */
  readonly limits?: ServerLimitOptions | undefined;
  /** Hears of every request when it has been answered, and of failures. No contents, no keys. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly embedder: Embedder | undefined;
  readonly reranker: Reranker | undefined;
  readonly indexes: ReadonlyMap<string, VectorIndex>;
  readonly publicIndexes: ReadonlyMap<string, PublicIndex>;
  readonly mcp: McpTools | undefined;
  readonly mcpWrites: boolean;
  readonly page: PageFiles | undefined;
  readonly pageSettings: Readonly<Record<string, PageSettings>>;
  readonly imageRoots: readonly ImageRoot[];
  readonly aliases: readonly string[];
  readonly keys: readonly ServerKey[];
  readonly hosts: readonly string[];
  readonly origins: readonly string[];
  readonly imageUrls: readonly URL[];
  readonly imageLimits: ImageLimits;
  readonly limits: ServerLimits;
  readonly onLog: (entry: LogEntry) => void;
}

const count = z.int().positive();

const names = z.array(z.string('must be a name').min(1, 'is empty'), 'must be a list of names');
const filter = z.custom<Filter>((value) => isPlainObject(value), 'must be a filter');

function named(what: string): z.ZodType<Record<string, unknown>, Record<string, unknown>> {
  return z.custom<Record<string, unknown>>((value) => isPlainObject(value), `must be ${what}`);
}

const keySchema = z.strictObject({
  hash: z
    .string('must be a string')
    .regex(/^[\da-f]{64}$/, 'must be 64 hexadecimal digits; take what hashKey makes of the key'),
  name: z.string().min(1).max(100).optional(),
  access: z.enum(['embed', 'read', 'write']),
  indexes: z.union([z.literal('*'), names], { error: 'must be a list of names, or *' }).optional(),
  tenant: z.string().min(1).optional(),
  filter: filter.optional(),
  fields: names.optional(),
  rate: z
    .strictObject({
      requestsPerMinute: count.optional(),
      tokensPerMinute: count.optional(),
    })
    .optional(),
});

const host = z
  .string('must be a string')
  .toLowerCase()
  .regex(
    /^([a-z\d.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/,
    'must be a name, perhaps with a port, such as embed.example or nestvec:8484',
  );

const origin = z.string('must be a string').transform((text, context) => {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === text.toLowerCase())
    return url.origin;
  context.addIssue('must be an origin, such as https://shop.example');
  return z.NEVER;
});

const schema = z.strictObject({
  embedder: z
    .custom<Embedder>(isEmbedder, 'must be an embedder, such as what onnx() or jina() gives')
    .optional(),
  reranker: z
    .custom<Reranker>(isReranker, 'must be a reranker, such as what jinaReranker() gives')
    .optional(),
  indexes: named('an object of indexes by their names')
    .pipe(
      z.record(
        z
          .string()
          .regex(
            /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,199}$/u,
            'must be a name of letters, digits and ._-',
          ),
        z.custom<VectorIndex>(isIndex, 'must be an index, such as what createIndex gives'),
      ),
    )
    .default({}),
  publicIndexes: named('an object of what is shown, by names of indexes')
    .pipe(
      z.record(
        z.string(),
        z.strictObject({
          fields: names,
          tenant: z.string().min(1).optional(),
          filter: filter.optional(),
        }),
      ),
    )
    .default({}),
  mcp: z
    .custom<McpTools>(
      (value) => isPlainObject(value) && typeof value['fetch'] === 'function',
      'must be tools for agents, such as what createMcp of @nestvec/mcp gives',
    )
    .optional(),
  mcpWrites: z.boolean('must be true or false').default(false),
  page: z
    .custom<PageFiles>(
      isPageFiles,
      'must be the files of a page, such as what catalogPage of @nestvec/web gives',
    )
    .optional(),
  pageSettings: named('an object of settings, by names of indexes')
    .pipe(z.record(z.string(), pageSettingsSchema))
    .default({}),
  imageRoots: z.array(z.string('must be a folder').min(1, 'is empty')).default([]),
  aliases: z.array(z.string().min(1).max(200)).default([]),
  keys: z.array(keySchema).default([]),
  hosts: z.array(host).default([]),
  origins: z.array(origin).default([]),
  imageUrls: z.array(httpUrl('https://images.example/public/')).default([]),
  imageLimits: z.custom<ImageLimitOptions>(() => true).optional(),
  limits: z.unknown().optional(),
  onLog: z
    .custom<(entry: LogEntry) => void>((value) => typeof value === 'function', 'must be a function')
    .default(() => () => {}),
});

/** Checks options and fills in their defaults. Throws `invalid-input`. */
export function resolveOptions(options: ServerOptions): ResolvedOptions {
  const given = parseInput(schema, options, 'options');
  const { keys, hosts } = given;
  const limits = resolveLimits(given.limits);
  if (keys.length === 0 && hosts.length > 0)
    throw invalid(
      'options.keys',
      'is empty, so everyone who reaches the server by options.hosts could use it; give keys, or leave out hosts',
    );
  for (const [i, { hash }] of keys.entries())
    if (keys.findIndex((key) => key.hash === hash) !== i)
      throw invalid(`options.keys[${i}].hash`, 'is that of another key; give each key once');
  const asked = {
    ...given.imageLimits,
    maxRedirects: given.imageLimits?.maxRedirects ?? 0,
    allow: ['url', 'data', 'base64', 'bytes'],
  };
  const indexes = new Map(Object.entries(given.indexes));
  const publicIndexes = new Map(Object.entries(given.publicIndexes));
  checkGrants(indexes, keys, publicIndexes);
  if (given.mcp !== undefined && indexes.size === 0)
    throw invalid('options.mcp', 'is over indexes, of which there are none; give options.indexes');
  if (given.page !== undefined && indexes.size === 0)
    throw invalid('options.page', 'is over indexes, of which there are none; give options.indexes');
  checkPageSettings(indexes, given.pageSettings, given.page !== undefined);
  if (given.mcpWrites && given.mcp === undefined)
    throw invalid('options.mcpWrites', 'is for options.mcp, which is not given');
  return {
    ...given,
    embedder: given.embedder,
    reranker: given.reranker,
    mcp: given.mcp,
    page: given.page,
    indexes,
    publicIndexes,
    imageRoots: given.imageRoots.map((path, i) => imageRoot(path, `options.imageRoots[${i}]`)),
    limits,
    hosts: [...loopbackHosts, ...hosts],
    imageLimits: parseInput(imageLimitsSchema, asked, 'options.imageLimits'),
  };
}
