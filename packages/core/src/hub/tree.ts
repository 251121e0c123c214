import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ifWritable, orMissing } from './errno.ts';
import { type HubFile, isOid } from './hub-file.ts';
import type { ModelLayout } from './layout.ts';
import type { ListedFile } from './list-revision.ts';
import { writeFileAtomically } from './write-file.ts';

/** The file in which huggingface_hub (2.0 and later) keeps a commit's whole list; it never changes, so it never expires. */
const treeSchema = z.object({
  format_version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({
      size: z.number().int().nonnegative(),
      blob_id: z.string(),
      lfs_sha256: z.string().nullish(),
      lfs_size: z.number().int().nonnegative().nullish(),
    }),
  ),
});

/** A commit's files as an earlier pull, ours or Python's, listed them; `undefined` where none did or it is unreadable. */
export async function readTree(
  layout: ModelLayout,
  commit: string,
): Promise<HubFile[] | undefined> {
  const text = await orMissing(readFile(layout.tree(commit), 'utf8'));
  const parsed = treeSchema.safeParse(text === undefined ? undefined : parseJson(text));
  if (!parsed.success) return undefined;
  const files = Object.entries(parsed.data.files).map(([path, entry]) => ({
    path,
    bytes: entry.lfs_size ?? entry.size,
    oid: entry.lfs_sha256 ?? entry.blob_id,
  }));
  return files.every(({ oid }) => isOid(oid)) ? files : undefined;
}

/** Keeps a commit's list, unless it is not whole: Python relies on finding every file in it. */
export async function writeTree(
  layout: ModelLayout,
  commit: string,
  files: readonly ListedFile[],
): Promise<void> {
  const entries: Record<string, object> = {};
  for (const { path, bytes, oid, gitOid } of files) {
    if (bytes === undefined || oid === undefined || gitOid === undefined) return;
    const lfs = oid === gitOid ? {} : { lfs_sha256: oid, lfs_size: bytes };
    entries[path] = { size: bytes, blob_id: gitOid, ...lfs };
  }
  if ((await readTree(layout, commit)) !== undefined) return;
  const tree = { format_version: 1, files: entries };
  await ifWritable(writeFileAtomically(layout.tree(commit), JSON.stringify(tree, undefined, 1)));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
