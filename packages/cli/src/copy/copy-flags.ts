import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EmbedderIdentity, FieldType } from '@nestvec/core';
import type { CopiedVector, CopyTarget } from '@nestvec/core/copy';
import { describeValue, invalid, isPlainObject, messageOf } from '@nestvec/core/kit';
import type { RemoteFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';

/** Flags of `nestvec copy`. */
export interface CopyFlags extends RemoteFlags {
  readonly embed?: string;
  readonly json: boolean;
  readonly vectors?: Readonly<Record<string, CopiedVector>>;
  readonly fields?: Readonly<Record<string, FieldType>>;
  readonly keyword?: true;
  readonly target?: string;
  readonly tenants?: readonly string[];
  readonly follow?: number;
  readonly verify: 'sample' | 'all' | 'none';
  readonly dryRun: boolean;
  readonly merge: boolean;
  readonly price?: number;
  readonly journal?: string | false;
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[];
  readonly attach?: string;
  readonly fromGrpcUrl?: string;
  readonly toGrpcUrl?: string;
  readonly fromKeyVariable?: string;
  readonly toKeyVariable?: string;
  readonly toCloud?: string;
}

/** What the flags and the file of `--target` say of the target; a flag wins. Core checks what is in the file. */
export function targetOf(
  { vectors, fields, keyword, target }: CopyFlags,
  { cwd }: Pick<Io, 'cwd'>,
): CopyTarget {
  const file = target === undefined ? {} : readTarget(target, cwd);
  return {
    ...file,
    ...(vectors === undefined ? {} : { vectors }),
    ...(fields === undefined ? {} : { fields }),
    ...(keyword === undefined ? {} : { keyword }),
  };
}

function readTarget(path: string, cwd: string): CopyTarget {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(resolve(cwd, path), 'utf8'));
  } catch (error) {
    throw invalid('--target', `${path} can't be read as JSON (${messageOf(error)})`, error);
  }
  if (isPlainObject(given)) return given;
  throw invalid('--target', `${path} must hold an object, got ${describeValue(given)}`);
}
