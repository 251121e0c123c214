/**
 * Whether a request comes from a program in Go that says no more of itself, as Weaviate's modules do. They don't try again after 429
 * or 503: their object is lost.
 */
export function isGoClient(headers: Headers): boolean {
  return headers.get('user-agent')?.startsWith('Go-http-client/') ?? false;
}
