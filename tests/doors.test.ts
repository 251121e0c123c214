import { join } from 'node:path';
import { isNestvecError } from '@nestvec/core';
import { describe, expect, it } from 'vitest';
import { architecture } from './support/architecture.ts';
import { doors } from './support/doors.ts';
import { broken, hostileValues, outcomeOf } from './support/hostile.ts';
import { packages } from './support/workspace.ts';

/** What people who do not write adapters call: all entries but those of authors, whose values are checked before. */
const forAuthors = new Set(['@nestvec/core/kit', '@nestvec/core/store', '@nestvec/sources/kit']);
/** Take anything, and answer. */
const total = ['isDocument', 'isNestvecError'];

const entries = packages.flatMap(({ short, folder, manifest }) => {
  const role = architecture[short]?.role;
  if (role === 'testing' || role === 'program') return [];
  // Of our own manifests.
  const exported = manifest.exports as Readonly<Record<string, string | { default: string }>>;
  return Object.entries(exported).flatMap(([entry, target]) => {
    const name = `${manifest.name}${entry.slice(1)}`;
    if (typeof target === 'string' || forAuthors.has(name)) return [];
    return [{ name, file: join(folder, target.default) }];
  });
});

describe.each(entries)('$name', async ({ name, file }) => {
  // Anything may be in it; functions alone are called.
  const exported = (await import(file)) as Readonly<Record<string, () => unknown>>;
  const functions = Object.entries<unknown>(exported).flatMap(([key, value]) =>
    typeof value === 'function' && key !== 'NestvecError' && !total.includes(key) ? [key] : [],
  );
  const known = doors[name]?.(exported) ?? {};

  it('has every function in the table of doors, and no other', () => {
    expect(Object.keys(known).toSorted()).toEqual(functions.toSorted());
  });

  for (const [key, list] of Object.entries(known)) {
    for (const { field, call, takes = [] } of list) {
      const fields = [field].flat();
      it(`${key} refuses in a sentence what is not its ${fields[0]}`, async () => {
        for (const [kind, value] of Object.entries(hostileValues())) {
          if (takes.includes(kind)) continue;
          // What the types forbid.
          const outcome = await outcomeOf(() => call(value as never));
          const said = `${kind}: ${String(outcome)}`;
          expect(isNestvecError(outcome, 'invalid-input'), said).toBe(true);
          if (!isNestvecError(outcome, 'invalid-input')) continue;
          const named = outcome.details.field;
          expect(
            fields.some(
              (one) => named === one || named.startsWith(`${one}.`) || named.startsWith(`${one}[`),
            ),
            `${said} (${named})`,
          ).toBe(true);
          expect(outcome.message.length, said).toBeLessThan(1000);
        }
      });
    }
  }
});

it.each(total)('%s answers, whatever it is given', async (name) => {
  // Of these names.
  const core = (await import('@nestvec/core')) as Readonly<Record<string, unknown>>;
  const answer = core[name] as (value: unknown) => unknown;
  for (const [kind, value] of Object.entries({ ...hostileValues(), ...broken() }))
    expect(typeof answer(value), kind).toBe('boolean');
});
