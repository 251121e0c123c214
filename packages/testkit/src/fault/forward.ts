import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { ProxiedRequest } from './fault.ts';

/** What the server answered, whole. */
export interface ServerAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Headers that belong to one connection. */
const ofConnection = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
]);

/** Sends a request to the server and waits for the whole answer. */
export async function forward(
  target: URL,
  { method, path, body }: ProxiedRequest,
  headers: IncomingHttpHeaders,
): Promise<ServerAnswer> {
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = send(new URL(path, target), {
      method,
      headers: { ...withoutConnection(headers), 'content-length': body.length },
    });
    sent.on('response', resolve).on('error', reject).end(body);
  });
  return {
    status: answer.statusCode ?? 502,
    headers: withoutConnection(answer.headers),
    body: await buffer(answer),
  };
}

function withoutConnection(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name)));
}
