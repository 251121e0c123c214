import { isNestvecError } from '@nestvec/core';
import { type ImageFiles, messageOf } from '@nestvec/core/kit';

/** How errors are worded for a client. */
export interface Wording {
  readonly files: Pick<ImageFiles, 'withoutFolders'>;
  /** Whether the client may know paths and addresses; then it hears all. */
  readonly uris: boolean;
  readonly onError: ((error: Error) => void) | undefined;
}

const hidden = 'the server failed; its operator can see why';

/** What a client hears of an error. Of one that is about this machine or its services only that there is one; the operator hears it. */
export function clientMessage(error: unknown, { files, uris, onError }: Wording): string {
  const message = messageOf(error);
  if (uris) return message;
  if (isAboutRequest(error)) return files.withoutFolders(message);
  onError?.(error instanceof Error ? error : new Error(message));
  return hidden;
}

function isAboutRequest(error: unknown): boolean {
  if (!isNestvecError(error)) return false;
  if (isNestvecError(error, 'not-found')) return error.details.what === 'record';
  return ['invalid-input', 'text', 'image', 'unsupported', 'aborted'].includes(error.code);
}
