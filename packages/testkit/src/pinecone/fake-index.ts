import { createNamespace, type FakeNamespace } from './fake-namespace.ts';
import type { Deployment, Metric, Tags } from './wire.ts';

/** The name of an index where the request gives none. */
export const defaultNamespace = '__default__';

/** One index of the fake. */
export interface FakeIndex {
  readonly name: string;
  readonly dimension: number;
  readonly metric: Metric;
  readonly deployment: Deployment;
  tags: Tags;
  deletionProtection: 'enabled' | 'disabled';
  /** When it becomes usable, and when it is gone after its deletion. */
  readonly readyAt: number;
  goneAt: number | undefined;
  /** A namespace; it is made by the first write to it. */
  namespace(name: string | undefined, make: boolean): FakeNamespace | undefined;
  readonly namespaces: ReadonlyMap<string, FakeNamespace>;
}

/** A new index. */
export function createFakeIndex(
  facts: Omit<FakeIndex, 'namespace' | 'namespaces' | 'goneAt'>,
  now: () => number,
): FakeIndex {
  const namespaces = new Map<string, FakeNamespace>();
  return {
    ...facts,
    goneAt: undefined,
    namespaces,
    namespace(given, make) {
      const name = given === undefined || given === '' ? defaultNamespace : given;
      const known = namespaces.get(name);
      if (known !== undefined || !make) return known;
      const made = createNamespace(now);
      namespaces.set(name, made);
      return made;
    },
  };
}
