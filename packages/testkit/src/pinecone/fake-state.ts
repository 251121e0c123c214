import type { FakeIndex } from './fake-index.ts';
import type { FilterReading } from './filter.ts';
import { Refusal } from './refusal.ts';

/** How the fake behaves where the service's behaviour varies. */
interface FakeBehaviour extends FilterReading {
  readonly lagMs: () => number;
  readonly readyAfterMs: number;
  readonly goneAfterMs: number;
  readonly now: () => number;
  /** Whether answers carry log sequence numbers. */
  readonly sequenceNumbers: boolean;
}

/** Everything that the fake knows. */
export interface FakeState {
  readonly indexes: Map<string, FakeIndex>;
  readonly behaviour: FakeBehaviour;
}

/** An index of the control plane, also one that is not ready yet. */
export function findIndex(state: FakeState, name: string): FakeIndex {
  const index = state.indexes.get(name);
  if (index !== undefined && index.goneAt !== undefined && index.goneAt <= state.behaviour.now())
    state.indexes.delete(name);
  const found = state.indexes.get(name);
  if (found === undefined) throw new Refusal(404, 'NOT_FOUND', `Index ${name} not found.`);
  return found;
}

/** An index that takes requests. */
export function readyIndex(state: FakeState, name: string): FakeIndex {
  const index = findIndex(state, name);
  if (index.goneAt !== undefined) throw new Refusal(404, 'NOT_FOUND', `Index ${name} not found.`);
  if (index.readyAt > state.behaviour.now())
    throw new Refusal(503, 'UNAVAILABLE', `Index ${name} is not ready yet.`);
  return index;
}
