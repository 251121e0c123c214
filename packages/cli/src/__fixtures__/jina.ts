import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

/** A server on this machine that answers as Jina's API does; core's own tests have one that checks every request. */
export interface LocalJina {
  /** For `--base-url`. */
  readonly url: string;
  readonly requests: readonly JinaRequest[];
  /** How many tokens each content costs; 10 at first. */
  price: number;
  close(): Promise<void>;
}

/** What arrived. */
interface JinaRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly task: string | undefined;
  readonly model: string;
  readonly inputs: number;
}

const bodySchema = z.object({
  model: z.string(),
  task: z.string().optional(),
  input: z.array(z.union([z.object({ text: z.string() }), z.object({ image: z.string() })])),
  dimensions: z.number(),
});

/** The key that the server takes. */
export const jinaKey: string = `jina_${'k'.repeat(60)}`;

/** Starts the server. Texts with a word in common are near each other. */
export async function startJina(): Promise<LocalJina> {
  const requests: JinaRequest[] = [];
  const settings = { price: 10 };
  const server = createServer((incoming, outgoing) => {
    void json(incoming).then((given) => {
      const { model, task, input, dimensions } = bodySchema.parse(given);
      const { authorization } = incoming.headers;
      requests.push({ path: incoming.url ?? '', authorization, task, model, inputs: input.length });
      if (authorization !== `Bearer ${jinaKey}`) {
        const body = { detail: 'no such key', code: 'AUTH_INVALID_API_KEY' };
        outgoing.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
        return;
      }
      const data = input.map((one, index) => ({
        index,
        embedding: base64(vectorOf('text' in one ? one.text : one.image, dimensions)),
      }));
      const usage = { total_tokens: input.length * settings.price };
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ data, usage }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    get price() {
      return settings.price;
    },
    set price(tokens) {
      settings.price = tokens;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A direction for each word, added up. */
function vectorOf(content: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const word of content.toLowerCase().split(/\W+/)) {
    let state = createHash('sha256').update(word).digest().readUInt32LE(0) | 1;
    for (let i = 0; i < dimensions; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      vector[i] = (vector[i] ?? 0) + state / 2 ** 31;
    }
  }
  return vector;
}

function base64({ buffer }: Float32Array): string {
  return Buffer.from(buffer).toString('base64');
}
