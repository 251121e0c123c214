import type { Store } from '@nestvec/core';
import type { RecordFile } from '@nestvec/core/copy';
import { invalid } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import { type AddressFlags, type CollectionPlace, readAddress } from '../open/address.ts';
import { openStore } from '../open/open-store.ts';
import type { CopyFlags } from './copy-flags.ts';
import { copyKeys, type CopyKeys } from './copy-keys.ts';
import { openFile, readFileAddress, refuseFileFlags } from './file-flags.ts';

/** One side of a copy: a collection in a place, or a file. */
export type CopySide = CollectionPlace | { readonly file: RecordFile };

/** Both sides of a copy. */
export interface CopySides {
  readonly from: CopySide;
  readonly to: CopySide;
}

/** Reads both addresses. Throws `invalid-input`, also where both are one. */
export function readSides(
  [source, target]: readonly [string, string],
  flags: CopyFlags,
  io: Io,
): CopySides {
  const { attach, fromGrpcUrl, toGrpcUrl, toCloud, fromKeyVariable, toKeyVariable } = flags;
  const [fromFile, toFile] = [readFileAddress(source, 'source'), readFileAddress(target, 'target')];
  refuseFileFlags(flags, { isSource: fromFile !== undefined, isTarget: toFile !== undefined });
  if (fromFile !== undefined)
    refuse('source', { '--from-grpc-url': fromGrpcUrl, '--from-key-variable': fromKeyVariable });
  if (toFile !== undefined)
    refuse('target', {
      '--to-grpc-url': toGrpcUrl,
      '--to-key-variable': toKeyVariable,
      '--to-cloud': toCloud,
      '--journal': typeof flags.journal === 'string' ? flags.journal : undefined,
    });
  const from =
    fromFile === undefined
      ? readAddress(source, 'source', given({ attach, grpcUrl: fromGrpcUrl }), io)
      : { file: openFile(fromFile, 'source', flags, io) };
  const to =
    toFile === undefined
      ? readAddress(target, 'target', given({ grpcUrl: toGrpcUrl, cloud: toCloud }), io)
      : { file: openFile(toFile, 'target', flags, io) };
  if (placeText(from) === placeText(to))
    throw invalid('target', 'is the source itself; name another collection, or another place');
  return { from, to };
}

/** Where a side is, as one text. */
export function placeText(side: CopySide): string {
  if ('file' in side) return JSON.stringify(['file', side.file.path]);
  const { place, collection } = side;
  return JSON.stringify([place.store, place.folder ?? place.name, collection]);
}

/** Runs work with both sides open; a file is opened by core. */
export async function withSides<Result>(
  { from, to }: CopySides,
  flags: CopyFlags,
  io: Io,
  work: (
    from: Store | RecordFile,
    to: Store | RecordFile,
    keys: CopyKeys | undefined,
  ) => Promise<Result>,
): Promise<Result> {
  const [fromPlace, toPlace] = [from, to].map((side) => ('file' in side ? undefined : side.place));
  const [one, other] = [fromPlace ?? toPlace, toPlace ?? fromPlace];
  const keys =
    one === undefined || other === undefined
      ? undefined
      : copyKeys({ from: one, to: other }, flags, io);
  const open = async (
    side: CopySide,
    key: CopyKeys['from'] | undefined,
  ): Promise<Store | RecordFile> =>
    'file' in side ? side.file : await openStore(side.collection, side.place, io, key);
  const source = await open(from, keys?.from);
  try {
    const target = await open(to, keys?.to);
    try {
      return await work(source, target, keys);
    } finally {
      if ('close' in target) await target.close();
    }
  } finally {
    if ('close' in source) await source.close();
  }
}

function refuse(side: string, flags: Readonly<Record<string, string | undefined>>): void {
  for (const [flag, value] of Object.entries(flags))
    if (value !== undefined)
      throw invalid(flag, `is for a collection, and the ${side} is a file; leave it out`);
}

/** Flags that were given. */
function given(flags: Readonly<Record<string, string | undefined>>): AddressFlags {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
