import { type Command, Option } from 'commander';
import { asPath, withJson } from './flags.ts';
import type { PlaceFlag } from './open/database.ts';
import { databases, type StoreName, storeNames } from './open/databases.ts';

/** Flags of every command that opens a collection, as they were given. */
export interface PlaceFlags extends Readonly<Partial<Record<PlaceFlag, string>>> {
  readonly store: StoreName;
  readonly json: boolean;
}

const all = storeNames.map((store) => databases[store]);

/** Titles of the databases that take a flag, with its usual values behind them where asked. */
function takers(flag: PlaceFlag): string {
  const names = all.flatMap(({ title, takes, isHosted }) => {
    if (takes[flag] === undefined) return [];
    return [isHosted === true && flag === 'url' ? `an emulator of ${title}` : title];
  });
  return new Intl.ListFormat('en').format(names);
}

const usual = (flag: PlaceFlag): string =>
  [...new Set(all.flatMap(({ takes }) => takes[flag] ?? []))].join(', ');

const keys = all.flatMap(({ keyVariable }) => keyVariable ?? []);

/** Adds `--store`, `--data`, `--url`, `--grpc-url`, `--cloud`, `--attach` and `--json`. */
export function withPlace(command: Command): Command {
  const store = new Option('--store <database>', 'database that holds the collection');
  return withJson(
    command
      .addOption(store.choices(storeNames).default(storeNames[0]))
      .option(
        '--data <place>',
        `folder of ${takers('data')}, or a URI such as s3://bucket/path (default: "${usual('data')}")`,
        asPath,
      )
      .option(
        '--url <url>',
        `address of ${takers('url')}; keys are read from ${new Intl.ListFormat('en').format(keys)} only`,
      )
      .option(
        '--grpc-url <url>',
        `gRPC address of ${takers('grpcUrl')}: for Weaviate where it is not port 50051 beside --url, for Qdrant to write faster`,
      )
      .option(
        '--cloud <cloud:region>',
        `where ${takers('cloud')} makes new indexes (default: ${usual('cloud')})`,
      )
      .option(
        '--attach <file>',
        `JSON file that says what a collection of someone else holds, in ${takers('attach')}`,
        asPath,
      ),
  );
}
