import type { EmbedderIdentity } from '@nestvec/core';
import type { CopiedVector, CopyTarget } from '@nestvec/core/copy';
import type { RemoteFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import { readObject } from '../read-object.ts';
import type { FileFlags } from './file-flags.ts';

/** Flags of `nestvec copy`. */
export interface CopyFlags extends RemoteFlags, FileFlags {
  readonly embed?: string;
  readonly json: boolean;
  readonly vectors?: Readonly<Record<string, CopiedVector>>;
  readonly keyword?: true;
  readonly target?: string;
  readonly tenants?: readonly string[];
  readonly follow?: number;
  readonly verify: 'sample' | 'all' | 'none';
  readonly dryRun: boolean;
  readonly merge: boolean;
  readonly alias?: string;
  readonly otherModel: boolean;
  readonly price?: number;
  readonly journal?: string | false;
  readonly acceptNear?: readonly (keyof EmbedderIdentity)[];
  readonly fromGrpcUrl?: string;
  readonly toGrpcUrl?: string;
  readonly fromKeyVariable?: string;
  readonly toKeyVariable?: string;
  readonly toCloud?: string;
}

/** What the flags and the file of `--target` say of the target; a flag wins. Core checks what is in the file. */
export function targetOf(
  { vectors, fields, keyword, target }: CopyFlags,
  io: Pick<Io, 'cwd'>,
): CopyTarget {
  const file = target === undefined ? {} : readObject('--target', target, io);
  return {
    ...file,
    ...(vectors === undefined ? {} : { vectors }),
    ...(fields === undefined ? {} : { fields }),
    ...(keyword === undefined ? {} : { keyword }),
  };
}
