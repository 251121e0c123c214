import type { Argument, Command, Option } from 'commander';
import { createProgram } from '../../packages/cli/dist/program.js';
import { block, code, plain, table } from '../site/markdown.ts';

/** Pages of the command line, by their name: one a command, and an overview. Made from the program that prints the help. */
export function cliPages(): ReadonlyMap<string, string> {
  const program = programWithoutTerminal();
  const pages = new Map([['index', overview(program)]]);
  for (const command of program.commands) pages.set(command.name(), commandPage(command));
  return pages;
}

function programWithoutTerminal(): Command {
  const nowhere = { write: () => {}, isTerminal: false, hasColors: false, columns: 100 };
  return createProgram(
    {
      stdout: nowhere,
      stderr: nowhere,
      ask: undefined,
      env: {},
      cwd: '/',
      program: 'nestvec',
      signal: new AbortController().signal,
      now: () => 0,
    },
    async () => {},
  );
}

function overview(program: Command): string {
  return [
    '# Command line',
    plain(program.description()),
    table(
      ['command', 'does'],
      program.commands.map((command) => [
        `[${code(`nestvec ${command.name()}`)}](./${command.name()})`,
        plain(command.description()),
      ]),
    ),
    ...after(program),
    'What it is for, by tasks: [its README](../packages/cli).',
  ].join('\n\n');
}

function commandPage(command: Command): string {
  return [`# ${fullName(command)}`, ...body(command)].join('\n\n');
}

function body(command: Command): readonly string[] {
  const parts = [plain(command.description()), block('text', usage(command))];
  const args = command.registeredArguments;
  if (args.length > 0) parts.push(table(['argument', 'what it is'], args.map(argumentRow)));
  const options = command.options.filter((option) => !option.hidden);
  if (options.length > 0)
    parts.push(table(['flag', 'what it does', 'default'], options.map(optionRow)));
  parts.push(...after(command));
  for (const one of command.commands) parts.push(`## ${fullName(one)}`, ...body(one));
  return parts;
}

function fullName(command: Command): string {
  const parent = command.parent;
  return parent === null ? command.name() : `${fullName(parent)} ${command.name()}`;
}

function usage(command: Command): string {
  const { parent } = command;
  return `${parent === null ? '' : `${fullName(parent)} `}${command.name()} ${command.usage()}`;
}

function argumentRow(argument: Argument): readonly string[] {
  const name = argument.variadic ? `${argument.name()}…` : argument.name();
  return [code(argument.required ? name : `[${name}]`), plain(argument.description)];
}

function optionRow(option: Option): readonly string[] {
  const choices =
    option.argChoices === undefined ? '' : ` One of ${option.argChoices.map(code).join(', ')}.`;
  const value: unknown = option.defaultValue;
  const usual =
    option.isBoolean() || value === undefined
      ? ''
      : code(option.defaultValueDescription ?? JSON.stringify(value));
  return [code(option.flags), plain(option.description) + choices, usual];
}

/** What the help says behind the flags: notes and examples. */
function after(command: Command): readonly string[] {
  let text = '';
  const before = command.configureOutput();
  command.configureOutput({
    ...before,
    writeOut: (part) => (text += part),
    getOutHelpWidth: () => 100,
  });
  command.outputHelp();
  command.configureOutput(before);
  const rest = text.replace(command.helpInformation(), '').trim();
  if (rest === '' || rest === text.trim()) return [];
  return [block('text', rest)];
}
