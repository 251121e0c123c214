import { createRequire } from 'node:module';
import { codeUrl, loadPeer, missingPeer } from '@nestvec/core/kit';
import type * as lancedb from '@lancedb/lancedb';
import type * as arrow from 'apache-arrow';

/** LanceDB's module, the installed peer or one that the user passes. */
export type LanceModule = Pick<typeof lancedb, 'connect' | 'Index' | 'MatchQuery' | 'Session'>;

/** The Arrow library. */
export type Arrow = typeof arrow;

/** The peers that everything here works with. */
export interface Peers {
  readonly lance: LanceModule;
  readonly arrow: Arrow;
}

/**
 * Loads LanceDB and the copy of Arrow that it uses itself. Another copy, or the same one loaded as an ES module, makes LanceDB
 * refuse fields ("Invalid input type for addColumns"), because it distinguishes them by class.
 */
export async function loadPeers(given: LanceModule | undefined): Promise<Peers> {
  const from = import.meta.url;
  const lance =
    given ??
    (await loadPeer(
      '@lancedb/lancedb',
      async () => {
        try {
          return await import('@lancedb/lancedb');
        } catch (error) {
          throw missingPeer('@lancedb/lancedb', error);
        }
      },
      { from },
    ));
  const library = await loadPeer(
    'apache-arrow',
    async () => {
      const here = createRequire(codeUrl(from));
      const beside = createRequire(here.resolve('@lancedb/lancedb'));
      return await Promise.resolve(beside('apache-arrow') as Arrow); // the package's own module
    },
    { from },
  );
  return { lance, arrow: library };
}
