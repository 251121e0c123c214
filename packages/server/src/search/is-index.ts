/** Whether a value has what the server calls of an index. */
export function isIndex(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'view' in value &&
    typeof value.view === 'function' &&
    'tenant' in value &&
    typeof value.tenant === 'function' &&
    'spec' in value
  );
}
