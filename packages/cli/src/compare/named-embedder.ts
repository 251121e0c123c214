import { invalid } from '@nestvec/core/kit';
import type { EmbedderFlags, RemoteFlags } from '../embedder-flags.ts';
import { weightNames } from '../flags.ts';

/**
 * An embedder in one word: `local`, `local:<model>`, `local:<model>:<weights>`, `jina`, `jina:<model>` or `sagemaker`. A model may be a
 * directory with a colon in it.
 */
export function namedEmbedder(text: string, remote: RemoteFlags): EmbedderFlags {
  const at = text.indexOf(':');
  const kind = at === -1 ? text : text.slice(0, at);
  const rest = at === -1 ? '' : text.slice(at + 1);
  const model = rest === '' ? {} : { model: rest };
  if (kind === 'jina') return { ...jinaFlags(remote), embedder: kind, ...model };
  if (kind === 'sagemaker' && rest === '') return { ...sageMakerFlags(remote), embedder: kind };
  if (kind === 'local') return { embedder: kind, ...splitWeights(rest), apiKey: remote.apiKey };
  throw invalid(
    'embedder',
    `${text} is not an embedder; write local:<model>:<weights>, jina:<model> or sagemaker, such as local:jinaai/jina-clip-v2:q4`,
  );
}

function splitWeights(rest: string): Pick<EmbedderFlags, 'model' | 'weights'> {
  const weights = weightNames.find((known) => rest === known || rest.endsWith(`:${known}`));
  const model = weights === undefined ? rest : rest.slice(0, -weights.length - 1);
  return {
    ...(model === '' ? {} : { model }),
    ...(weights === undefined ? {} : { weights }),
  };
}

/** Flags of one service are not for the other. */
function jinaFlags({
  endpoint: _endpoint,
  region: _region,
  shape: _shape,
  ...rest
}: RemoteFlags): RemoteFlags {
  return rest;
}

function sageMakerFlags({
  baseUrl: _baseUrl,
  dialect: _dialect,
  facts: _facts,
  keyVariable: _keyVariable,
  requestsPerMinute: _requests,
  tokensPerMinute: _tokens,
  spendTokens: _spend,
  ...rest
}: RemoteFlags): RemoteFlags {
  return rest;
}
