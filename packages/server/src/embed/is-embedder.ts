/** Whether a value has what the server calls of an embedder. */
export function isEmbedder(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'embed' in value &&
    typeof value.embed === 'function' &&
    'identity' in value &&
    typeof value.identity === 'object' &&
    value.identity !== null &&
    'limits' in value
  );
}

/** Whether a value has what the server calls of a reranker. */
export function isReranker(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'rerank' in value &&
    typeof value.rerank === 'function'
  );
}
