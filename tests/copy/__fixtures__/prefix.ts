let made = 0;

/** Beginning of names that no other test on the same server uses, in this process or in another. */
export function newPrefix(kind: string): string {
  return `${kind}${Date.now().toString(36)}_${process.pid.toString(36)}_${(made++).toString(36)}`;
}
