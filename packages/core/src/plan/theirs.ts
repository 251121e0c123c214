import { step } from './step.ts';
import type { ResolvedSpec } from '../spec/spec.ts';
import type { Observed, PlanStep } from './types.ts';

/** A collection's own name of one of our vectors. */
export function nameThere(names: Readonly<Record<string, string>>, name: string): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name;
}

/** What someone else made is never rebuilt: its records are not ours to drop. */
export function keepTheirs({ label, target, reason, change }: PlanStep): PlanStep {
  if (label !== 'rebuild') return { label, target, reason, change };
  return step(
    'refuse',
    target,
    `${reason}; someone else made the collection, so it is never rebuilt`,
    {
      kind: 'none',
    },
  );
}

/** Vectors that we added to a collection of someone else, and that are no longer declared. */
export function removedVectors(spec: ResolvedSpec, { attached, vectors }: Observed): PlanStep[] {
  return Object.keys(attached?.added ?? {})
    .filter((name) => Object.hasOwn(vectors, name) && !Object.hasOwn(spec.vectors, name))
    .map((name) =>
      step('alter', `vectors.${name}`, `${name} was added by nestvec and is no longer declared`, {
        kind: 'remove-vector',
        name,
      }),
    );
}

/** Whether someone else made a vector; how it is kept is then as it is. */
export function isTheirs(name: string, { attached }: Observed): boolean {
  return attached !== undefined && !Object.hasOwn(attached.added, name);
}

/** The refusal to add a vector whose name one of theirs has; `undefined` where the name is free. */
export function clashWithTheirs(name: string, { attached }: Observed): PlanStep | undefined {
  if (attached === undefined) return undefined;
  const place = nameThere(attached.names, name);
  if (!attached.taken.includes(place)) return undefined;
  return step(
    'refuse',
    `vectors.${name}`,
    `${name} can't be added because the collection has a vector ${JSON.stringify(place)} that someone else made; name it in attach.vectors, or give the new vector another name`,
    { kind: 'none' },
  );
}
