import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { checkEmbedder } from '../doctor/check-embedder.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkData } from '../doctor/check-data.ts';
import { checkModel } from '../doctor/check-model.ts';
import { checkOpened } from '../doctor/check-opened.ts';
import { checkModules } from '../doctor/check-modules.ts';
import { printSize } from '../doctor/size/print-size.ts';
import { sizeReport } from '../doctor/size/report.ts';
import { checkSpeed } from '../doctor/check-speed.ts';
import { checkDatabase, type DatabaseChoice } from '../doctor/check-database.ts';
import type { Check, Finding } from '../doctor/finding.ts';
import { type EmbedderFlags, withEmbedderChoice } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { asksForEmbedder } from '../open/embedder.ts';
import { placeOf } from '../open/place.ts';
import { type PlaceFlags, withPlace } from '../place-flags.ts';
import { refuseKeys } from '../open/refuse-keys.ts';
import type { Run } from '../run.ts';
import { oneLine, styles } from '../text.ts';

/** Flags of `nestvec doctor`. */
interface DoctorFlags extends EmbedderFlags, PlaceFlags, DatabaseChoice {
  readonly measure: boolean;
  readonly size?: string | true;
}

/** Adds `nestvec doctor`. */
export function addDoctor(program: Command, run: Run): void {
  withEmbedderChoice(withPlace(program.command('doctor')))
    .description('check that everything nestvec needs works here')
    .option(
      '--no-measure',
      'leave out how fast the model of --model is here, or without one how fast jina-clip-v2 would be, which takes half a minute',
    )
    .option('-c, --collection <name>', 'a collection, to see whether it is there and whole')
    .option('--repair', 'repair what can be repaired in that collection', false)
    .option(
      '--size [folder]',
      'instead list what takes the space of this install, or of the app in a folder, and what of it can go',
    )
    .addHelpText(
      'after',
      '\nWith --model that model is opened, verified and measured; with --embedder jina or sagemaker one word is embedded, which a service charges a few tokens for.\nEnds with 1 where something is wrong.\n\nExamples:\n  $ nestvec doctor --json\n  $ nestvec doctor --size .\n  $ nestvec doctor --model jinaai/jina-embeddings-v3\n  $ nestvec doctor --embedder jina\n  $ nestvec doctor --store qdrant --url http://localhost:6333\n  $ nestvec doctor --store pinecone --collection photos --repair',
    )
    .action(async (flags: DoctorFlags) => {
      await run(
        flags.json,
        async (io) => await (flags.size === undefined ? doctor(flags, io) : size(flags, io)),
      );
    });
}

/** Where this program is installed. */
const ownFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Lists what an install takes. */
async function size({ json, size: asked }: DoctorFlags, io: Io): Promise<ExitCode> {
  const output = createOutput(io, json);
  const folder = typeof asked === 'string' ? resolve(io.cwd, asked) : ownFolder;
  const report = await sizeReport(folder);
  output.document(report);
  printSize(report, output);
  return exitCodes.ok;
}

/** Checks this machine and prints each finding, with the fix where there is a problem. */
async function doctor(flags: DoctorFlags, io: Io): Promise<ExitCode> {
  const output = createOutput(io, flags.json);
  const { green, red } = styles(io.stdout);
  const findings: Finding[] = [];
  refuseKeys(flags);
  const isAsked = asksForEmbedder(flags);
  const isLocal = flags.embedder === undefined || flags.embedder === 'local';
  const place = placeOf(flags, io);
  const isDatabase = place.folder === undefined || flags.collection !== undefined;
  // A question about one thing should not wait for the measurement of another.
  const isMeasured = flags.measure && !isDatabase;
  const { json } = flags;
  const embedder: Check = async () =>
    isLocal ? await checkOpened(flags, { isMeasured, json }, io) : await checkEmbedder(flags, io);
  const checks: readonly Check[] = [
    checkMachine,
    checkModules,
    checkModel,
    checkData,
    ...(isMeasured && !isAsked ? [async () => await checkSpeed(io, json)] : []),
    ...(isAsked ? [embedder] : []),
    ...(isDatabase ? [async () => await checkDatabase(place, flags, io)] : []),
  ];
  for (const check of checks) {
    for (const finding of await check(place, io)) {
      findings.push(finding);
      const mark = finding.fix === undefined ? green('ok     ') : red('problem');
      output.line(`${mark}  ${finding.name.padEnd(11)}  ${oneLine(finding.found)}`);
      if (finding.fix !== undefined)
        output.line(`         ${''.padEnd(11)}  ${oneLine(finding.fix)}`);
    }
  }
  const problems = findings.filter(({ fix }) => fix !== undefined).length;
  output.document({ ok: problems === 0, findings });
  output.line(
    problems === 0 ? 'all is well' : `${problems} of ${findings.length} checks found a problem`,
  );
  return problems === 0 ? exitCodes.ok : exitCodes.error;
}
