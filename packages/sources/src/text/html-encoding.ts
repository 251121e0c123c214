/** Within these many bytes a page must say what its encoding is. */
const mostBytes = 1024;

/**
 * The encoding that a page declares, by the HTML standard's prescan: in an XML declaration, or in the first `meta` outside of comments
 * and other tags that names one that is known. UTF-16 means UTF-8 there, since the declaration itself could be read.
 */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, mostBytes)).toString('latin1');
  const inXml = /^<\?xml[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']/.exec(head)?.[1];
  return known(inXml) ?? inMeta(head);
}

function inMeta(head: string): string | undefined {
  // One thing that begins with `<` at a time; within a tag, quoted values may hold anything.
  const things =
    /<!--(?:-?>|[\s\S]*?(?:-->|$))|<(\/?[a-z][^\s/>]*)((?:[^>"']|"[^"]*(?:"|$)|'[^']*(?:'|$))*)>?|<[!/?][^>]*>?/gi;
  for (const [, tag, attributes = ''] of head.matchAll(things)) {
    if (tag?.toLowerCase() !== 'meta') continue;
    const encoding = known(metaEncoding(attributes));
    if (encoding !== undefined) return encoding;
  }
  return undefined;
}

function metaEncoding(text: string): string | undefined {
  const attributes = new Map<string, string>();
  const pattern = /([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;
  for (const [, name = '', double, single, bare] of text.matchAll(pattern)) {
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, double ?? single ?? bare ?? '');
  }
  const charset = attributes.get('charset');
  if (charset !== undefined) return charset;
  if (attributes.get('http-equiv')?.toLowerCase() !== 'content-type') return undefined;
  return charsetIn(attributes.get('content') ?? '');
}

/** The charset in a content type, such as that of an HTTP answer. */
export function charsetIn(contentType: string): string | undefined {
  const [, double, single, bare] =
    /charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))/i.exec(contentType) ?? [];
  return double ?? single ?? bare;
}

function known(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(label.trim());
    if (encoding === 'x-user-defined') return 'windows-1252';
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding;
  } catch {
    return /^x-user-defined$/i.test(label.trim()) ? 'windows-1252' : undefined; // not every Node knows it
  }
}
