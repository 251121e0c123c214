import { pid } from 'node:process';

let made = 0;

/** Beginning of names that no other suite on the same server uses, in this process or in another. */
export function newPrefix(kind: string): string {
  return `${kind}${Date.now().toString(36)}_${pid.toString(36)}_${(made++).toString(36)}`;
}
