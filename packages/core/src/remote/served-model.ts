import { z } from 'zod';
import { throwIfAborted } from '../async/signal.ts';
import { parseJson } from '../parse-json.ts';
import { get, type PostTarget } from './post.ts';

const infoSchema = z.object({ model_id: z.string().min(1) });

/** The address beside `/embed` where a server says what it serves. */
function infoUrl({ url }: Pick<PostTarget, 'url'>): string {
  const info = new URL(url);
  info.pathname = info.pathname.replace(/\/embed$/, '/info');
  return info.href;
}

/**
 * The model that a server of Text Embeddings Inference has, which no request names; `undefined` where it does not say, as behind a gateway
 * that lets `/embed` through alone.
 */
export async function servedModel(
  target: PostTarget,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const { status, body } = await get({ ...target, url: infoUrl(target) }, signal);
    if (status !== 200) return undefined;
    return infoSchema.safeParse(parseJson(body)).data?.model_id;
  } catch {
    throwIfAborted({ signal }, 'embedding');
    // A server that does not answer says so to the request that follows.
    return undefined;
  }
}
