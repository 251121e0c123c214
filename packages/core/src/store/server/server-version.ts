import { unsupported } from '../../errors.ts';

/** A server's version. */
export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly text: string;
}

/** Reads an answer that has a `version`; `undefined` where it has none. */
export function readVersion(answer: unknown): ServerVersion | undefined {
  const text: unknown =
    typeof answer === 'object' && answer !== null && 'version' in answer
      ? answer.version
      : undefined;
  const match = typeof text === 'string' ? /^v?(\d+)\.(\d+)/.exec(text) : null;
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), text: String(text) };
}

/** Whether a server has what came with a release. */
export function isAtLeast(
  { major, minor }: ServerVersion,
  release: `${number}.${number}`,
): boolean {
  const [wantedMajor = 0, wantedMinor = 0] = release.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Throws `unsupported` on a server older than the release that brought a feature. */
export function requireRelease(
  database: string,
  version: ServerVersion,
  release: `${number}.${number}`,
  feature: string,
  alternative = 'update the server',
): void {
  if (isAtLeast(version, release)) return;
  throw unsupported(
    feature,
    `${database} ${version.text}`,
    `${alternative}; it came with release ${release}`,
  );
}
