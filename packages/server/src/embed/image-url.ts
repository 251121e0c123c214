/** Whether the operator lets images be fetched from a URL: one of the prefixes leads to it, or to a folder above it. */
export function isAllowedUrl(url: URL, prefixes: readonly URL[]): boolean {
  if (url.username !== '' || url.password !== '') return false;
  return prefixes.some(({ origin, pathname }) => {
    if (url.origin !== origin) return false;
    const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
    return url.pathname === pathname || url.pathname.startsWith(folder);
  });
}
