import { messageOf } from '../errors.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/** Shorter values would blot out ordinary words. */
const shortestSecret = 6;

/** A function that puts `[secret]` in the place of each of these values, and of what follows the scheme in `Bearer …`. */
export function createRedact(values: readonly (string | undefined)[]): Redact {
  const secrets = values
    .flatMap((value) => (value === undefined ? [] : [value, value.replace(/^\S+\s+/, '')]))
    .flatMap((value) => [value, encodeURIComponent(value)])
    .filter((value) => value.length >= shortestSecret)
    // The longest first, so that no rest of one stays behind.
    .toSorted((a, b) => b.length - a.length)
    .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  if (secrets.length === 0) return (text) => text;
  // In one pass: the word that is put in may be a secret itself.
  const any = new RegExp(secrets.join('|'), 'g');
  return (text) => text.replaceAll(any, '[secret]');
}

/**
 * A stand-in for an error of a client, to be thrown on as a cause: its name, code and text without secrets, and the same of its
 * own causes. The client's error itself may hold the request with its headers.
 */
export function cleanCause(error: unknown, redact: Redact, depth = 3): Error {
  const inner = error instanceof Error && depth > 0 ? error.cause : undefined;
  const clean = new Error(
    redact(messageOf(error)),
    inner === undefined ? undefined : { cause: cleanCause(inner, redact, depth - 1) },
  );
  if (error instanceof Error) {
    clean.name = redact(error.name);
    const code = 'code' in error ? error.code : undefined;
    if (typeof code === 'string') Object.assign(clean, { code: redact(code) });
  }
  return clean;
}

/** The innermost text of an error: `fetch failed` alone explains nothing. */
export function innermostMessage(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current.cause === undefined) break;
    current = current.cause;
  }
  const code = current instanceof Error && 'code' in current ? String(current.code) : '';
  return [messageOf(current), code]
    .filter((part, i, parts) => part !== '' && parts.indexOf(part) === i)
    .join(' ');
}
