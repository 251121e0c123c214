import { z } from 'zod';
import { downloadError, plainUrl } from './download-error.ts';
import { exchange, type Hub } from './exchange.ts';
import { isOid } from './hub-file.ts';
import { readText } from './read-text.ts';
import { statusError } from './status-error.ts';

/** What a hub says of a model at one revision. */
export interface Revision {
  readonly commit: string;
  /** As the model's card names it: `cc-by-nc-4.0`. */
  readonly license: string | undefined;
  readonly files: readonly ListedFile[];
}

/** A file in that list; a mirror may leave out all but the path. */
export interface ListedFile {
  readonly path: string;
  readonly bytes?: number | undefined;
  /** Checksum of the content, as in `HubFile`. */
  readonly oid?: string | undefined;
  /** Checksum of the file in git, which for one in LFS is that of a pointer. */
  readonly gitOid?: string | undefined;
}

const answerSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  tags: z.array(z.string()).catch([]),
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.number().int().nonnegative().nullish(),
      blobId: z.string().nullish(),
      lfs: z.object({ sha256: z.string(), size: z.number().int().nonnegative() }).nullish(),
    }),
  ),
});

const maxAnswerBytes = 64 * 1024 * 1024;

/** Asks for a revision's commit, licence and files, sizes and checksums included, in one request. */
export async function listRevision(
  hub: Hub,
  model: string,
  revision: string,
  signal: AbortSignal | undefined,
): Promise<Revision> {
  const url = `${hub.endpoint}/api/models/${model}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return exchange(hub, { method: 'GET', url, signal }, async (response) => {
    if (response.status !== 200) throw statusError(response, { model, revision });
    return parseRevision(await readText(response, maxAnswerBytes), response.url);
  });
}

function parseRevision(text: string, url: string): Revision {
  try {
    const { sha, tags, siblings } = answerSchema.parse(JSON.parse(text));
    const [license] = tags.flatMap((tag) => /^license:([\w.+-]+)$/.exec(tag)?.[1] ?? []);
    return { commit: sha, license, files: siblings.map(toListed) };
  } catch (cause) {
    const message = `${plainUrl(url)} did not answer like a Hugging Face hub; check the endpoint (HF_ENDPOINT), and whether a login page of the network is in between`;
    throw downloadError('not-a-hub', message, url, { retryable: false }, cause);
  }
}

function toListed(sibling: z.infer<typeof answerSchema>['siblings'][number]): ListedFile {
  const { rfilename: path, size, blobId, lfs } = sibling;
  const oid = lfs?.sha256 ?? blobId;
  return {
    path,
    bytes: lfs?.size ?? size ?? undefined,
    oid: isOid(oid) ? oid : undefined,
    gitOid: isOid(blobId) ? blobId : undefined,
  };
}
