import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A server on this machine that answers as Jina's API does, with a vector for each content and tokens by Jina's rules. */
export type JinaServer = {
  /** For `baseUrl`. */
  url: string;
  close(): Promise<void>;
};

type Input = { text: string } | { image: string };

/** Starts one. Core's own tests have one that checks every request. */
export async function startJina(): Promise<JinaServer> {
  const server = createServer((incoming, outgoing) => {
    void json(incoming).then((body) => {
      const { input, dimensions } = body as { input: Input[]; dimensions: number }; // what the embedder sends
      const tokens = input.map((one) =>
        'text' in one ? Math.ceil(one.text.length / 4) + 2 : 4000,
      );
      const data = input.map((one, index) => ({ index, embedding: embeddingOf(one, dimensions) }));
      const usage = { total_tokens: tokens.reduce((sum, count) => sum + count, 0) };
      outgoing.writeHead(200, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ data, usage }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function embeddingOf(input: Input, dimensions: number): string {
  const content = 'text' in input ? input.text : input.image;
  const seed = Buffer.from(content).reduce((sum, byte) => (sum * 31 + byte) % 9973, 7);
  const vector = Float32Array.from({ length: dimensions }, (_, i) => Math.sin(seed * (i + 1)));
  return Buffer.from(vector.buffer).toString('base64');
}
