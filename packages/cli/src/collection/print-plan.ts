import type { Plan } from '@nestvec/core';
import type { Io } from '../io.ts';
import type { DatabasePlace } from '../open/database.ts';
import type { Output } from '../output.ts';
import { oneLine, styles } from '../text.ts';

/** Prints a plan, one line a step: what is done, to what, and why. */
export function printSteps({ steps, unmanaged }: Plan, output: Output, io: Io): void {
  const { bold, dim, red } = styles(io.stdout);
  const labelWidth = Math.max(...steps.map(({ label }) => label.length));
  const targetWidth = Math.max(...steps.map(({ target }) => target.length));
  for (const { label, target, reason } of steps) {
    const mark = label === 'rebuild' || label === 'refuse' ? red : bold;
    output.line(
      `${mark(label.padEnd(labelWidth))}  ${target.padEnd(targetWidth)}  ${oneLine(reason)}`,
    );
  }
  if (steps.length === 0) output.line('nothing to do');
  if (unmanaged.length > 0) output.line(dim(`left alone: ${unmanaged.join(', ')}`));
}

/** A plan for programs. */
export function planDocument({ spec, steps, unmanaged }: Plan, place: DatabasePlace): object {
  return {
    store: place.store,
    data: place.name,
    collection: spec.name,
    steps: steps.map(({ label, target, reason }) => ({ label, target, reason })),
    unmanaged,
  };
}
