/**
 * The manifests of these packages say `"os": "win32"` where pnpm reads a list only,
 * so without this every machine would download the Node of Windows.
 *
 * @param {{ name: string, os?: string | string[], cpu?: string | string[] }} manifest
 */
function readPackage(manifest) {
  if (/^node-(bin-)?(linux|darwin|win)-/.test(manifest.name)) {
    manifest.os = [manifest.os ?? []].flat();
    manifest.cpu = [manifest.cpu ?? []].flat();
  }
  return manifest;
}

export const hooks = { readPackage };
