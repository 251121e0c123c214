/** Address of a file's content at one commit. */
export function resolveUrl(endpoint: string, model: string, commit: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${endpoint}/${model}/resolve/${commit}/${encoded}`;
}
