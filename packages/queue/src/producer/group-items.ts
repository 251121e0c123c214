import type { SeenItem } from '../list/seen.ts';

/** An item of the source, as far as the producer needs it. */
export interface SourceItem extends SeenItem {
  readonly isChanged: boolean;
  /** Bytes that it takes in a job. */
  readonly bytes: number;
}

/** The most that stays together because it is of one document. */
const mostTogether = 1000;
const mostBytes = 512 * 1024;

/** Passages and images of one document that follow each other, as one group; anything else is a group of its own. */
export async function* groupItems(
  items: AsyncIterable<SourceItem>,
): AsyncGenerator<readonly SourceItem[], void, undefined> {
  let group: SourceItem[] = [];
  let bytes = 0;
  for await (const entry of items) {
    const document = documentOf(entry);
    const isSame = document !== undefined && document === documentOf(group[0]);
    const fits = group.length < mostTogether && bytes + entry.bytes <= mostBytes;
    if (group.length > 0 && !(isSame && fits)) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(entry);
    bytes += entry.bytes;
  }
  if (group.length > 0) yield group;
}

/** The document of a passage, and of an image, whose parent is the passage that it stands in and is called after the document. */
function documentOf(entry: SourceItem | undefined): string | undefined {
  return entry?.item.parentId?.split('#')[0];
}

/** What a group adds to a job; an item without a job counts a little, so that a million of them are not held at once. */
export function sizeOfGroup(group: readonly SourceItem[]): {
  readonly items: number;
  readonly tokens: number;
  readonly bytes: number;
} {
  let [items, bytes] = [0, 0];
  for (const entry of group) {
    items += entry.isChanged ? 1 : 1 / 64;
    if (entry.isChanged) bytes += entry.bytes;
  }
  return { items, tokens: 0, bytes };
}

/** Bytes of one job in Redis. */
export const mostJobBytes: number = mostBytes;
