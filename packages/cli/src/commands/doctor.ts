import type { Command } from 'commander';
import { checkEmbedder } from '../doctor/check-embedder.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkData } from '../doctor/check-data.ts';
import { checkModel } from '../doctor/check-model.ts';
import { checkModules } from '../doctor/check-modules.ts';
import { checkSpeed } from '../doctor/check-speed.ts';
import { checkPinecone, type PineconeFlags } from '../doctor/check-pinecone.ts';
import type { Check, Finding } from '../doctor/finding.ts';
import { type EmbedderFlags, withEmbedderChoice } from '../embedder-flags.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { withJson } from '../flags.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { usualData } from '../place-flags.ts';
import { refuseKeys } from '../open/refuse-keys.ts';
import type { Run } from '../program.ts';
import { oneLine, styles } from '../text.ts';

/** What `nestvec doctor` is told. */
interface DoctorFlags extends EmbedderFlags, PineconeFlags {
  readonly data: string;
  readonly measure: boolean;
  readonly json: boolean;
}

/** Adds `nestvec doctor`. */
export function addDoctor(program: Command, run: Run): void {
  withEmbedderChoice(withJson(program.command('doctor')))
    .description('check that everything nestvec needs works here')
    .option('--data <place>', 'folder of LanceDB, to see whether it can be written', usualData)
    .option(
      '--no-measure',
      'leave out how fast jina-clip-v2 would be here, which takes half a minute',
    )
    .option('--pinecone <collection>', 'a collection in Pinecone, to see whether its indexes agree')
    .option('--url <url>', 'address of an emulator of Pinecone')
    .option('--repair', 'put right what can be, in that collection', false)
    .addHelpText(
      'after',
      '\nWith --embedder one word is embedded by it, which a service charges a few tokens for.\nEnds with 1 where something is wrong.\n\nExamples:\n  $ nestvec doctor --json\n  $ nestvec doctor --embedder jina\n  $ nestvec doctor --pinecone photos --repair',
    )
    .action(async (flags: DoctorFlags) => {
      await run(flags.json, async (io) => await doctor(flags, io));
    });
}

/** Checks this machine and prints each finding, with the fix where there is a problem. */
async function doctor(flags: DoctorFlags, io: Io): Promise<ExitCode> {
  const output = createOutput(io, flags.json);
  const { green, red } = styles(io.stdout);
  const findings: Finding[] = [];
  refuseKeys(flags);
  const embedder: Check = async () => await checkEmbedder(flags, io);
  const { pinecone: collection } = flags;
  // Who asks after one thing does not want to wait for another.
  const isMeasured = flags.measure && flags.embedder === undefined && collection === undefined;
  const checks: readonly Check[] = [
    checkMachine,
    checkModules,
    checkModel,
    checkData,
    ...(isMeasured ? [async () => await checkSpeed(io, flags.json)] : []),
    ...(flags.embedder === undefined ? [] : [embedder]),
    ...(collection === undefined ? [] : [async () => await checkPinecone(collection, flags, io)]),
  ];
  for (const check of checks) {
    for (const finding of await check(flags.data, io)) {
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
