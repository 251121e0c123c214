import type { CallOptions, Store } from '@nestvec/core';
import type { StorageRule } from '@nestvec/core/cost';
import type { Finding } from '../doctor/finding.ts';
import type { StoreName } from './databases.ts';

/** Flags that say where a database is, as commander names them. */
export type PlaceFlag = 'data' | 'url' | 'grpcUrl' | 'cloud' | 'attach';

/** Where collections are, checked. It holds no key, so that it can be printed. */
export interface DatabasePlace {
  readonly store: StoreName;
  /** What people see: the address, or the folder as it was given. */
  readonly name: string;
  /** The values of the flags that name this place, each checked. */
  readonly flags: Readonly<Partial<Record<PlaceFlag, string>>>;
  /** The folder on this machine that holds the collections, as an absolute path; absent for servers and object stores. */
  readonly folder?: string;
  /** What the file of `--attach` holds, for the adapter to check. */
  readonly attach?: unknown;
}

/** A place and the key that opens it. */
export interface Connection extends CallOptions {
  readonly place: DatabasePlace;
  readonly apiKey: string | undefined;
}

/** A module that an adapter loads when it is first needed. */
export interface NeededModule {
  readonly name: string;
  /** Loads it and gives more to show than its version, or nothing. */
  readonly load: () => Promise<string>;
}

/** What the command line knows of one database. A new one is one more entry of `databases`. */
export interface Database {
  /** As people write its name. */
  readonly title: string;
  /**
   * Flags that it takes, each with its usual value or an example: `data` for one that lives in a folder, `url` for a server, which
   * must be given unless it `isHosted`.
   */
  readonly takes: Readonly<Partial<Record<PlaceFlag, string>>>;
  /** Protocols of `--url`, whose user may then be named there. Default: http and https. */
  readonly urlSchemes?: readonly string[];
  /** Whether it is a service in the cloud, so that `--url` names an emulator only. */
  readonly isHosted?: true;
  /** Variable of the environment that holds its key. */
  readonly keyVariable?: string;
  /** What `doctor` loads to see whether the adapter works here. */
  readonly modules: readonly NeededModule[];
  /** Opens a collection; nothing is asked of the database yet. */
  open(collection: string, connection: Connection): Promise<Store>;
  /** Names of the collections there, in order; also those that others made. */
  list(connection: Connection): Promise<readonly string[]>;
  /** What it keeps of a vector, for `cost`. */
  storage(): Promise<StorageRule>;
  /** Looks for what can go wrong inside a collection of this database, for `doctor`; absent where nothing can. */
  readonly check?: (
    collection: string,
    connection: Connection,
    repair: boolean,
  ) => Promise<readonly Finding[]>;
}
