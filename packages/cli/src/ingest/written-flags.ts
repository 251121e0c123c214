import type { Command } from 'commander';
import { fieldList } from '../list-flags.ts';

/** What is read and what it is written to, of commands that make a collection where there is none; `argument` is `[path]` or `<path>`. */
export function withWritten(command: Command, argument: '[path]' | '<path>'): Command {
  return command
    .argument(
      argument,
      'folder, pattern, .jsonl or .csv file, web address, or one document or image',
    )
    .requiredOption(
      '-c, --collection <name>',
      'collection to write to, made where it does not exist',
    )
    .option('--fields <list>', 'metadata to filter by, declared as name:type,…', fieldList)
    .option('--keyword', 'make a collection whose texts are found by their words as well');
}

/** Adds `--prune`. */
export function withPrune(command: Command): Command {
  return command.option(
    '--prune',
    'also remove what an earlier run wrote and the path no longer has',
    false,
  );
}
