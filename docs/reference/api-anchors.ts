import { slug } from '../site/slug.ts';

/**
 * Pages of the API with links that lead where they say: a type and a function whose names differ in case alone, such as `StorageRule` and
 * `storageRule`, have anchors that the site numbers in the order of the page, and the plugin in another one. The words of a link decide.
 *
 * @param pages text of each page by its name without `.md`.
 */
export function mendAnchors(pages: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const anchors = new Map([...pages].map(([page, text]) => [page, anchorsOf(text)]));
  return new Map(
    [...pages].map(([page, text]) => [
      page,
      text.replaceAll(
        /\[`(?<name>\w+)`\]\((?<file>(?:[\w-]+\.md)?)#(?<anchor>[\w-]+)\)/g,
        (link, name: string, file: string, anchor: string) => {
          const target = anchors.get(file === '' ? page : file.slice(0, -'.md'.length));
          const found = target?.get(name);
          const isOfName = anchor.replace(/-\d+$/, '') === slug(name);
          return found === undefined || !isOfName ? link : `[\`${name}\`](${file}#${found})`;
        },
      ),
    ]),
  );
}

/** Anchor of each export, by its name; of a name that is a type and a value too, the first one. */
function anchorsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const times = new Map<string, number>();
  for (const [, title = ''] of text.matchAll(/^#{1,6} +(.+)$/gm)) {
    const base = slug(title);
    const n = times.get(base) ?? 0;
    times.set(base, n + 1);
    const name = /^(\w+)(?:\(\)|\\?<.*)?$/.exec(title)?.[1];
    if (name !== undefined && !found.has(name)) found.set(name, n === 0 ? base : `${base}-${n}`);
  }
  return found;
}
