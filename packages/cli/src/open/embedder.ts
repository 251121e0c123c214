import type { Embedder, EmbedderIdentity } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { RemoteCallbacks } from '@nestvec/core/remote';
import type { EmbedderFlags, EmbedderName, RemoteFlags } from '../embedder-flags.ts';
import type { Io } from '../io.ts';
import { openModel } from './model.ts';
import { refuseKeys } from './refuse-keys.ts';
import { flagOf, openJina, openSageMaker } from './remote.ts';

/** Flags that mean nothing to a model on this machine. */
const remoteOnly: readonly (keyof RemoteFlags)[] = [
  'baseUrl',
  'dialect',
  'facts',
  'keyVariable',
  'endpoint',
  'region',
  'shape',
  'imagePolicy',
  'requestsPerMinute',
  'tokensPerMinute',
  'concurrency',
  'spendTokens',
];

/** Whether any flag names an embedder, where a command works without one as well. */
export function asksForEmbedder(flags: EmbedderFlags): boolean {
  const own = ['embedder', 'model', 'weights'] as const;
  return [...own, ...remoteOnly].some((name) => flags[name] !== undefined);
}

/**
 * Opens what `--embedder` names; without it, the kind that the collection was filled with, else a model on this machine. Throws
 * `invalid-input` for flags that do not go together and for a key among them.
 */
export async function openEmbedder(
  flags: EmbedderFlags,
  io: Io,
  remembered?: EmbedderIdentity,
  callbacks: RemoteCallbacks = {},
): Promise<Embedder> {
  refuseKeys(flags);
  const kind = flags.embedder ?? kindOf(remembered);
  const heard = { ...retryNotes(io), ...callbacks };
  if (kind === 'jina') {
    refuseWeights(flags, kind);
    return openJina(flags, io, heard, remembered);
  }
  if (kind === 'sagemaker') {
    refuseWeights(flags, kind);
    return openSageMaker(flags, heard, remembered);
  }
  const wrong = remoteOnly.find((name) => flags[name] !== undefined);
  if (wrong !== undefined) {
    throw invalid(flagOf(wrong), 'is for a remote embedder; add --embedder jina or sagemaker');
  }
  return await openModel(flags, io, remembered);
}

function kindOf(remembered: EmbedderIdentity | undefined): EmbedderName {
  if (remembered?.weights === 'hosted') return 'jina';
  return remembered?.weights === 'sagemaker' ? 'sagemaker' : 'local';
}

function refuseWeights({ weights }: EmbedderFlags, kind: EmbedderName): void {
  if (weights === undefined) return;
  throw invalid(
    '--weights',
    `is for a model on this machine; leave it out with --embedder ${kind}`,
  );
}

function retryNotes({ stderr }: Io): RemoteCallbacks {
  return {
    onRetry({ error, waitMs }) {
      stderr.write(`${error.message}; trying again in ${Math.ceil(waitMs / 1000)} s\n`);
    },
  };
}
