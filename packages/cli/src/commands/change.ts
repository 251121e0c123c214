import type { Command } from 'commander';
import { applyChange } from '../collection/apply-change.ts';
import type { AskedParts } from '../collection/asked-spec.ts';
import { planChange } from '../collection/plan-change.ts';
import { planDocument, printSteps } from '../collection/print-plan.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type ModelChoice, withModelChoice } from '../flags.ts';
import type { Io } from '../io.ts';
import { fieldList, vectorList } from '../list-flags.ts';
import { openStore } from '../open/open-store.ts';
import { placeOf } from '../open/place.ts';
import { createOutput } from '../output.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import type { Run } from '../run.ts';

interface ChangeFlags extends PlaceFlags, ModelChoice, AskedParts {}

/** Flags of `nestvec collection plan`. */
interface PlanFlags extends ChangeFlags {
  readonly check: boolean;
}

/** Flags of `nestvec collection apply`. */
interface ApplyFlags extends ChangeFlags {
  readonly yes: boolean;
}

const planHelp = `
What is not named stays as it is. Each line is a step, its target and the reason for it:
  create    the collection
  alter     in place, nothing is lost
  backfill  a vector computed from a larger one, or words cut from the texts, without embedding anything again
  rebuild   the collection is emptied, to be ingested again
  refuse    not done at all

Examples:
  $ nestvec collection plan shop --fields "price:number,tags:string[]"
  $ nestvec collection plan photos --vectors image_128:128 --json
  $ nestvec collection plan shop --keyword
  $ nestvec collection plan shop --fields price:number --check
  $ nestvec collection plan photos --vectors image:1024,image_64:64 --model jinaai/jina-clip-v2`;

const applyHelp = `
Asks before it rebuilds, unless --yes is given. Stopped within a backfill, the same command again goes on.

Examples:
  $ nestvec collection apply photos --vectors image_128:128
  $ nestvec collection apply shop --fields price:string --yes
  $ nestvec collection apply photos --fields color:string --store qdrant --url http://localhost:6333`;

/** Adds `plan` and `apply` below `nestvec collection`. */
export function addChange(group: Command, run: Run): void {
  const planCommand = group
    .command('plan')
    .description('show what a change would do, and do nothing');
  withChange(planCommand)
    .option('--check', 'end with 2 where something differs, for scripts', false)
    .addHelpText('after', planHelp)
    .action(async (name: string, flags: PlanFlags) => {
      await run(flags.json, async (io) => await plan(name, flags, io));
    });
  withChange(group.command('apply').description('change a collection, or create it'))
    .option('--yes', 'rebuild without asking: every record is removed', false)
    .addHelpText('after', applyHelp)
    .action(async (name: string, flags: ApplyFlags) => {
      await run(flags.json, async (io) => await apply(name, flags, io));
    });
}

function withChange(command: Command): Command {
  command
    .argument('<name>', 'collection')
    .option('--fields <list>', 'metadata to filter by, as name:type,…', fieldList)
    .option('--vectors <list>', 'named vectors, as name:dimensions,…', vectorList)
    .option('--keyword', 'keep the words of the texts, to be found by them as well');
  return withModelChoice(withPlace(command));
}

async function plan(name: string, flags: PlanFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const output = createOutput(io, flags.json);
  const store = await openStore(name, place, io);
  try {
    const planned = await planChange(store, flags, io);
    output.document(planDocument(planned.plan, place));
    printSteps(planned.plan, output, io);
    return flags.check && planned.plan.steps.length > 0 ? exitCodes.partial : exitCodes.ok;
  } finally {
    await store.close();
  }
}

/** Executes what `plan` with the same flags shows. */
export async function apply(name: string, flags: ApplyFlags, io: Io): Promise<ExitCode> {
  const place = placeOf(flags, io);
  const store = await openStore(name, place, io);
  try {
    const planned = await planChange(store, flags, io);
    return await applyChange({ store, place, planned }, flags, io);
  } finally {
    await store.close();
  }
}
