import { unsupported } from '@nestvec/core/store';
import { strangeAnswer } from './errors.ts';

/** A server's version. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** Reads the answer to `GET /`. */
export function readVersion(answer: unknown): Version {
  const text: unknown =
    typeof answer === 'object' && answer !== null && 'version' in answer
      ? answer.version
      : undefined;
  const match = typeof text === 'string' ? /^v?(\d+)\.(\d+)/.exec(text) : null;
  if (match === null) throw strangeAnswer('it names no version');
  return { major: Number(match[1]), minor: Number(match[2]), text: String(text) };
}

/** Whether a server has what came with a release. */
export function isAtLeast({ major, minor }: Version, release: `${number}.${number}`): boolean {
  const [wantedMajor = 0, wantedMinor = 0] = release.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Throws `unsupported` on an older server, which would ignore the setting or answer with an internal error. */
export function requireRelease(
  version: Version,
  release: `${number}.${number}`,
  feature: string,
  alternative = 'update the server',
): void {
  if (isAtLeast(version, release)) return;
  throw unsupported(
    feature,
    `qdrant ${version.text}`,
    `${alternative}; it came with Qdrant ${release}`,
  );
}
