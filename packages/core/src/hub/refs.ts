import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ifWritable, orMissing } from './errno.ts';
import type { ModelLayout } from './layout.ts';
import { isCommit } from './names.ts';
import { writeFileAtomically } from './write-file.ts';

/** The commit that a branch or tag had at the last pull; a commit is its own. */
export async function readRef(layout: ModelLayout, revision: string): Promise<string | undefined> {
  if (isCommit(revision)) return revision;
  const commit = (await orMissing(readFile(layout.ref(revision), 'utf8')))?.trim();
  return commit !== undefined && isCommit(commit) ? commit : undefined;
}

/** Remembers a branch's commit. */
export async function writeRef(
  layout: ModelLayout,
  revision: string,
  commit: string,
): Promise<void> {
  if (revision === commit || (await readRef(layout, revision)) === commit) return;
  await ifWritable(writeFileAtomically(layout.ref(revision), commit));
}

/** Every branch and tag that is remembered, with its commit. */
export async function listRefs(
  layout: ModelLayout,
): Promise<{ readonly revision: string; readonly commit: string }[]> {
  const entries = await orMissing(readdir(layout.refs, { recursive: true, withFileTypes: true }));
  const refs: { revision: string; commit: string }[] = [];
  for (const entry of entries ?? []) {
    if (!entry.isFile() || entry.name.endsWith('.tmp')) continue;
    const path = relative(layout.refs, join(entry.parentPath, entry.name));
    const revision = path.split(sep).join('/');
    const commit = await readRef(layout, revision);
    if (commit !== undefined) refs.push({ revision, commit });
  }
  return refs;
}
