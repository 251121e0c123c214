import { NestvecError } from './errors.ts';

/**
 * Loads an optional peer dependency where it is first needed. Throws `missing-dependency` with the command that installs it;
 * a package that is there but fails to load keeps its own error as the cause.
 */
export async function loadPeer<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (cause) {
    const install = `npm install ${name}`;
    throw new NestvecError(
      'missing-dependency',
      `${name} could not be loaded (${cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)}); install it with: ${install}`,
      { dependency: name, install },
      { cause },
    );
  }
}
