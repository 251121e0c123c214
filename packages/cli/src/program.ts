import { readFileSync } from 'node:fs';
import { Command, Help, type Option } from 'commander';
import { z } from 'zod';
import { addAlias } from './commands/alias.ts';
import { addClassify } from './commands/classify.ts';
import { addCollection } from './commands/collection.ts';
import { addCompare } from './commands/compare.ts';
import { addCopy } from './commands/copy.ts';
import { addCost } from './commands/cost.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEval } from './commands/eval.ts';
import { addIngest } from './commands/ingest.ts';
import { addMcp } from './commands/mcp.ts';
import { addModel } from './commands/model.ts';
import { addQueue } from './commands/queue.ts';
import { addQuickstart } from './commands/quickstart.ts';
import { addSearch } from './commands/search.ts';
import { addServe } from './commands/serve.ts';
import type { Io } from './io.ts';
import { facetList } from './list-flags.ts';
import type { Run } from './run.ts';
import { shellWord, shortWords } from './text.ts';

const afterHelp = `
Exit codes:
  0    done
  1    an error, explained in one sentence on stderr; nothing half-written is left
  2    done, but some items could not be used, each is listed; or something differs (collection plan --check, copy)
  130  stopped by Ctrl-C or SIGTERM

Set NO_COLOR to print without colours, NESTVEC_DEBUG=1 to see where an error comes from.

Examples:
  $ nestvec quickstart
  $ nestvec ingest ./photos --collection photos
  $ nestvec search photos "two dogs"`;

/** The whole command line. */
export function createProgram(io: Io, run: Run): Command {
  const program = new Command('nestvec')
    .description('Texts and images in, found again by meaning.')
    .version(version(), '-v, --version')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(shortWords(advised(text))),
      getOutHasColors: () => io.stdout.hasColors,
      getErrHasColors: () => io.stderr.hasColors,
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
    })
    .configureHelp({ optionDescription })
    .exitOverride()
    .addHelpText('after', afterHelp);
  addQuickstart(program, run);
  addIngest(program, run);
  addSearch(program, run);
  addServe(program, run);
  addMcp(program, run);
  addQueue(program, run);
  addCollection(program, run);
  addCopy(program, run);
  addAlias(program, run);
  addModel(program, run);
  addCost(program, run);
  addCompare(program, run);
  addEval(program, run);
  addClassify(program, run);
  addDoctor(program, run);
  refuseRepeats(program);
  refuseFlagsAsValues(program);
  return program;
}

/** Commander keeps the last of two values and drops the first without a word: `--filter` twice would find too much. */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (option.isBoolean() || option.variadic || option.parseArg === facetList) continue;
    let given = 0;
    command.on(`option:${option.name()}`, () => {
      given += 1;
      if (given > 1) command.error(`error: option '${option.flags}' is given twice; give it once`);
    });
    const opposite = `no-${option.name()}`;
    let isRefused = false;
    const checkBoth = (): void => {
      if (isRefused && given > 0)
        command.error(
          `error: option '${option.flags}' contradicts --${opposite}; give one of the two`,
        );
    };
    command.on(`option:${option.name()}`, checkBoth);
    command.on(`option:${opposite}`, () => {
      isRefused = true;
      checkBoth();
    });
  }
  for (const one of command.commands) refuseRepeats(one);
}

/** Commander takes whatever comes next for a value, so that `-c --json` would name a collection and give no JSON. */
function refuseFlagsAsValues(command: Command): void {
  const flags = new Set(command.options.flatMap(({ long, short }) => [long, short]));
  for (const option of command.options) {
    if (!option.required) continue;
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (typeof value === 'string' && flags.has(value))
        command.error(`error: option '${option.flags}' has no value: ${value} is a flag`);
    });
  }
  for (const one of command.commands) refuseFlagsAsValues(one);
}

/** Commander's own text for what is wrong, with what to do where a text was taken for a flag. */
function advised(text: string): string {
  const dashed = /unknown option '(-[^']*)'/.exec(text)?.[1];
  if (dashed === undefined || /^--?[a-z][\w-]*(=|$)/i.test(dashed)) return text;
  return `${text.trimEnd()}\nhere: put a text that begins with a dash behind --: -- ${shellWord(dashed)}\n`;
}

/** Commander's, without `(default: false)` behind every switch. */
function optionDescription(option: Option): string {
  return option.isBoolean() ? option.description : new Help().optionDescription(option);
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return z.object({ version: z.string() }).parse(manifest).version;
}
