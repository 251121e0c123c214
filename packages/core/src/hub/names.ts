import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/** Throws `invalid-input` unless it reads like `organisation/name`, the hub's own rules. */
export function checkModelName(model: string): string {
  const wellFormed =
    typeof model === 'string' && /^(?:\w[\w.-]{0,95}\/)?\w[\w.-]{0,95}$/.test(model);
  if (wellFormed && !/--|\.\.|\.git$/.test(model)) return model;
  throw invalid(
    'model',
    `${describeValue(model)} is not a model's name; write it like jinaai/jina-clip-v2`,
  );
}

/** Characters of a branch's name, at most: Git keeps each in a file of its own. */
const longestRevision = 255;

/** Throws `invalid-input` unless it can be a branch, a tag or a commit; it becomes part of a path on disk. */
export function checkRevision(revision: string): string {
  const isText = typeof revision === 'string' && revision.length <= longestRevision;
  const parts = isText ? revision.split('/') : [''];
  if (parts.every((part) => /^[\w.+@-]+$/.test(part) && !/^\.+$/.test(part))) return revision;
  throw invalid('revision', `${describeValue(revision)} is not a branch, a tag or a commit`);
}

/** Whether a revision is a full commit, whose content never changes. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
