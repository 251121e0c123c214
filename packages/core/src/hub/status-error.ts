import { NestvecError } from '../errors.ts';
import { downloadError, plainUrl } from './download-error.ts';
import type { HubResponse } from './exchange.ts';
import { retryAfterMs } from '../async/retry-after.ts';
import { meantModel } from '../spec/meant-model.ts';

/** What a request was for, so that its failure can be explained. */
export interface Asked {
  readonly model: string;
  readonly revision: string;
  /** The file; absent where the list of files was asked for. */
  readonly path?: string | undefined;
}

/** The error for a failed answer. The hub says in `X-Error-Code` what a 404 or 401 is about. */
export function statusError(
  response: Pick<HubResponse, 'status' | 'headers' | 'url' | 'isFromHub'>,
  asked: Asked,
): NestvecError {
  const { status, headers, url, isFromHub } = response;
  const code = headers.get('x-error-code');
  const isRefused = status === 401 || status === 403;
  // A CDN refuses an address that has expired since the hub gave it; the next try gets a new one.
  const hasExpired = isRefused && !isFromHub && code === null;
  if (isRefused && !hasExpired) return accessError(status, code, url, asked);
  if (status === 404) return notFound(code, url, asked);
  const wait = retryAfterMs(headers);
  const retryable = hasExpired || [408, 425, 429].includes(status) || status >= 500;
  return downloadError('status', `${subject(asked)}: ${plainUrl(url)} answered ${status}`, url, {
    status,
    retryable,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

/** Without a token the hub answers 401 to a model that does not exist as well, so that private models stay unknown. */
function accessError(status: number, code: string | null, url: string, asked: Asked): NestvecError {
  const page = `${new URL(url).origin}/${asked.model}`;
  const problem =
    code === 'GatedRepo'
      ? `${asked.model} is gated: accept its terms at ${page}`
      : `${asked.model} is private or gated, or does not exist; ${guess(asked.model)}look at ${page}`;
  const message = `${subject(asked)}: access refused (${status}). ${problem}, and pass the token of an account that may read it (option token, or HF_TOKEN for the command line)`;
  return downloadError('access', message, url, { status, retryable: false });
}

function notFound(code: string | null, url: string, asked: Asked): NestvecError<'not-found'> {
  const { model, revision, path } = asked;
  const host = new URL(url).origin;
  if (code === 'RevisionNotFound') {
    return new NestvecError(
      'not-found',
      `${model} has no revision "${revision}" at ${host}; use a branch, a tag or a full commit`,
      { what: 'model', name: `${model}@${revision}` },
    );
  }
  if (path !== undefined && code !== 'RepoNotFound') {
    return new NestvecError(
      'not-found',
      `${model}@${revision} has no file ${path} at ${plainUrl(url)}`,
      {
        what: 'path',
        name: `${model}/${path}`,
      },
    );
  }
  const message = `there is no model ${model} at ${host}; ${guess(model)}check its name, and pass a token if it is private`;
  return new NestvecError('not-found', message, { what: 'model', name: model });
}

function guess(model: string): string {
  const meant = meantModel(model);
  return meant === undefined ? '' : `did you mean ${meant}? Otherwise, `;
}

function subject({ model, path }: Asked): string {
  return path === undefined ? `listing the files of ${model}` : `fetching ${path} of ${model}`;
}
