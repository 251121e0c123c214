import type { Command, Option } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nestvec } from './__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';
import { createProgram } from './program.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const sink = { write: () => {}, isTerminal: false, hasColors: false, columns: 80 };
const program = createProgram(
  {
    stdout: sink,
    stderr: sink,
    ask: undefined,
    env: {},
    cwd: '.',
    program: 'nestvec',
    now: () => 0,
    signal: new AbortController().signal,
  },
  async () => {},
);

interface Leaf {
  readonly words: readonly string[];
  readonly command: Command;
}

function leaves(command: Command, words: readonly string[]): readonly Leaf[] {
  if (command.commands.length === 0) return [{ words, command }];
  return command.commands.flatMap((one) =>
    one.name() === 'help' ? [] : leaves(one, [...words, one.name()]),
  );
}

/** What a flag is given that is wrong, whatever the flag is for. */
function hostileArguments({ long, flags, parseArg, hidden }: Option): readonly string[] {
  // A hidden one is there to be refused, and a test of its own says how.
  if (long === undefined || long === '--help' || hidden) return [];
  if (!flags.includes('<')) return [`${long}=yes`];
  if (parseArg === undefined) return [long];
  // Any one character is a delimiter.
  if (long === '--delimiter') return [long, `${long}=`, `${long}=\u001B[31m`];
  return [long, `${long}=`, `${long}=\0`, `${long}=\u001B[31m`, `${long}=${'x'.repeat(100_000)}`];
}

/** Values of flags that do not take a `1`. */
const sensible: Readonly<Record<string, string>> = {
  '--accept-near': 'weights',
  '--columns': 'text=a',
  '--currency': 'EUR',
  '--encoding': 'utf-8',
  '--facets': 'a',
  '--fail-below': '0.5',
  '--fields': 'a:number',
  '--group': 'a',
  '--keep': '0.9',
  '--metric': 'nDCG@10',
  '--quantizations': 'int8',
  '--sorts': 'a',
  '--sort': 'price',
  '--vectors': 'image:64',
};

describe.each(leaves(program, []).map((leaf) => ({ ...leaf, name: leaf.words.join(' ') })))(
  'nestvec $name',
  ({ words, command }) => {
    const texts = command.registeredArguments.flatMap((one) => (one.required ? ['none'] : []));
    const flagsNeeded = command.options.flatMap(({ mandatory, long }) =>
      mandatory && long !== undefined ? [long, 'none'] : [],
    );
    const needed = [...texts, ...flagsNeeded];

    it('ends with 1 and one sentence for flags that make no sense', async () => {
      const wrong = [
        '--nope',
        '--__proto__=x',
        ...command.options.flatMap((option) => hostileArguments(option)),
      ];
      for (const argument of wrong) {
        const outcome = await nestvec([...words, ...needed, argument], { cwd: at.folder });
        expect(outcome, argument).toMatchObject({ code: 1, stdout: '' });
        expect(outcome.stderr, argument).toMatch(/^error: [^\n]+\n/);
        expect(outcome.stderr, argument).not.toMatch(/\n +at |TypeError|ENAMETOOLONG|undefined/);
        expect(outcome.stderr.length, argument).toBeLessThan(2000);
        expect(outcome.stderr, argument).toContain(argument.replace(/=.*$/s, ''));
      }
    }, 60_000); // a hundred calls where a command has that many flags

    it('ends with 1 where a flag is given a value and taken back', async () => {
      for (const { long, negate } of command.options) {
        const positive = long?.replace('--no-', '--');
        const isBoth = command.options.some((one) => !one.negate && one.long === positive);
        if (!negate || long === undefined || !isBoth) continue;
        const given = `${positive}=a`;
        for (const both of [
          [long, given],
          [given, long],
        ]) {
          const outcome = await nestvec([...words, ...needed, ...both], { cwd: at.folder });
          expect(outcome, long).toMatchObject({ code: 1, stdout: '' });
          expect(outcome.stderr, long).toContain(`contradicts ${long}`);
        }
      }
    });

    it('ends with 1 where a flag that takes one value is given two', async () => {
      for (const { long, flags, argChoices, hidden } of command.options) {
        const takesMany = long === '--facet' || flags.includes('...>');
        if (long === undefined || takesMany || hidden || !flags.includes('<')) continue;
        const value = argChoices?.[0] ?? sensible[long] ?? '1';
        const asked = [...words, ...texts, `${long}=${value}`, `${long}=${value}`];
        const outcome = await nestvec(asked, { cwd: at.folder });
        expect(outcome, long).toMatchObject({ code: 1, stdout: '' });
        expect(outcome.stderr, long).toContain(`option '${flags}' is given twice`);
      }
    }, 60_000);
  },
);
