import { ResourceTemplate } from '@modelcontextprotocol/server';
import { NestvecError } from '@nestvec/core';
import { ifCreated } from '@nestvec/core/store';
import { clientMessage } from './client-message.ts';
import { mimeTypeOf } from './present.ts';
import { indexOf, type ToolParts } from './tools/tool.ts';

/** Adds the images themselves, as resources that links of the tools lead to; only files below the operator’s folders. */
export function addImages({ server, indexes, files, uris, onError }: ToolParts): void {
  if (!files.hasRoots) return;
  const speaking = async <Result>(call: () => Promise<Result>): Promise<Result> =>
    await call().catch((cause: unknown) => {
      throw new Error(clientMessage(cause, { files, uris, onError }), { cause });
    });
  server.registerResource(
    'image',
    new ResourceTemplate('nestvec://{index}/{id}', { list: undefined }),
    { title: 'Image of a record', description: 'The image that a record was made from' },
    async (uri, { index: name, id }, { mcpReq: { signal } }) => {
      const index = indexOf(indexes, String(name));
      const include = { vectors: [], metadata: false, text: false };
      const asked = decodeURIComponent(String(id));
      const { store } = index.read;
      const [record] = await speaking(
        async () => await ifCreated(async () => await store.get([asked], { include, signal }), []),
      );
      const file = await files.fileOf(record?.uri);
      if (file === undefined)
        throw new NestvecError('not-found', `there is no image ${uri.href}`, {
          what: 'record',
          name: asked,
        });
      const bytes = await speaking(async () => await files.read(file, signal));
      const blob = Buffer.from(bytes).toString('base64');
      return { contents: [{ uri: uri.href, mimeType: mimeTypeOf(file), blob }] };
    },
  );
}
