/** A file of a model at one commit, as a hub lists it. */
export interface HubFile {
  /** Path inside the repository, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 (64 digits) of a file kept in LFS, else its git blob's SHA-1 (40 digits); its name in the cache as well. */
  readonly oid: string;
}

/** Whether a text is one of the two checksums. Anything else must never become a file's name. */
export function isOid(text: string | null | undefined): text is string {
  return typeof text === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
