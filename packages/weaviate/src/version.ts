import { unsupported } from '@nestvec/core/store';
import { strangeAnswer } from './errors.ts';

/** A server's version. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** Reads the answer to `GET /v1/meta`. */
export function readVersion(answer: unknown): Version {
  const text: unknown =
    typeof answer === 'object' && answer !== null && 'version' in answer
      ? answer.version
      : undefined;
  const match = typeof text === 'string' ? /^v?(\d+)\.(\d+)/.exec(text) : null;
  if (match === null) throw strangeAnswer('it names no version');
  return { major: Number(match[1]), minor: Number(match[2]), text: String(text) };
}

/** Throws `unsupported` on an older server. */
export function requireRelease(
  { major, minor, text }: Version,
  release: `${number}.${number}`,
  feature: string,
): void {
  const [wantedMajor = 0, wantedMinor = 0] = release.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw unsupported(
    feature,
    `weaviate ${text}`,
    `update the server; it came with Weaviate ${release}`,
  );
}
