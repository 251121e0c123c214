import { bundlersPage, isBundled } from './bundled.ts';
import { messageOf, NestvecError } from './errors.ts';
import { installedVersion, installWord, isWithin } from './peer-version.ts';

/** What a peer must be like. */
export interface PeerNeeds {
  /** Versions that it works with, such as `^0.34.0 || ^0.35.0`. Default: any. */
  readonly needs?: string | undefined;
  /** `import.meta.url` of the file that imports it. */
  readonly from: string;
  /** Whether its install script is better not run: the command then says so. Default: false. */
  readonly withoutScript?: boolean | undefined;
}

/**
 * Loads an optional peer dependency where it is first needed. Optional peers are declared as `*`, since npm refuses to install anything
 * beside a version outside of a range, used or not; so the version is looked at here. The `import()` stands in a `try` of `load`
 * itself, or bundlers take the package for required:
 *
 * ```ts
 * const load = async () => {
 *   try {
 *     return await import('sharp');
 *   } catch (error) {
 *     throw missingPeer('sharp', error);
 *   }
 * };
 * await loadPeer('sharp', load, { needs: '^0.35.0', from: import.meta.url });
 * ```
 *
 * Throws `missing-dependency` with the command that installs it; a package that is there but fails to load keeps its own error as
 * the cause. In a bundle, and where files of it are missing, the message says as well that it has to stay external. A version that can't be found out, as in a bundle, is not looked at.
 */
export async function loadPeer<Module>(
  name: string,
  load: () => Promise<Module>,
  { needs, from, withoutScript = false }: PeerNeeds,
): Promise<Module> {
  const install = `npm install ${withoutScript ? '--ignore-scripts ' : ''}${installWord(name, needs)}`;
  if (needs !== undefined) {
    const version = installedVersion(name, from);
    if (version !== undefined && !isWithin(version, needs))
      throw peerError(
        name,
        install,
        `${name} ${version} is installed, and nestvec works with ${needs}`,
      );
  }
  try {
    return await load();
  } catch (error) {
    const cause = error instanceof MissingPeer ? error.cause : error;
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw peerError(name, install, `${name} could not be loaded (${reason})`, cause);
  }
}

/** Carries why an import failed out of the function that tried it. */
class MissingPeer extends Error {}

/** What `load` throws in place of the import's own error. */
export function missingPeer(name: string, cause: unknown): Error {
  return new MissingPeer(`${name} could not be loaded`, { cause });
}

function peerError(name: string, install: string, problem: string, cause?: unknown): NestvecError {
  const external =
    cause !== undefined && (isBundled() || isBroken(name, cause))
      ? `. Where the app is bundled or its files are traced or zipped, ${name} has to stay external and be there with all its files, see ${bundlersPage}`
      : '';
  return new NestvecError(
    'missing-dependency',
    `${problem}; install it with: ${install}${external}`,
    { dependency: name, install },
    { cause },
  );
}

/** Whether a package was found and could not be loaded, as where a library that it links to was left out. */
function isBroken(name: string, cause: unknown): boolean {
  const [problem = ''] = messageOf(cause).split('\n', 1);
  return !(/^Cannot find (?:package|module) /.test(problem) && problem.includes(`'${name}'`));
}
