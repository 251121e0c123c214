import { isNestvecError, NestvecError } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { Io } from '../io.ts';
import { noCollection } from '../open/no-collection.ts';
import type { CopySides } from './copy-sides.ts';

/** What core says of its options, in the words of the command line. */
export async function byAddress(error: unknown, { from, to }: CopySides, io: Io): Promise<unknown> {
  if (isNestvecError(error, 'invalid-input') && ('file' in from || 'file' in to)) {
    const said = ofFile(error);
    if (said !== undefined) return said;
  }
  if (
    !('file' in from) &&
    isNestvecError(error, 'not-found') &&
    error.details.name === from.collection
  )
    return await noCollection(from.collection, from.place, io);
  if (isNestvecError(error, 'invalid-input') && error.details.field === 'to')
    return new NestvecError(
      'invalid-input',
      error.message.replace(/^to: /, 'target: ').replace('pass merge: true', 'add --merge'),
      { field: 'target' },
      { cause: error },
    );
  if (isNestvecError(error, 'invalid-input') && error.details.field === 'from')
    return invalid(
      'source',
      error.message
        .replace(/^from: /, '')
        .replace('open it with attach, which says', 'add --attach with a file that says'),
      error,
    );
  return error;
}

const columnFlags = '--id, --vector, --model and the like';

/** What core says of files; `undefined` for anything else. */
function ofFile(error: NestvecError<'invalid-input'>): Error | undefined {
  const { message } = error;
  const { field } = error.details;
  const said = (argument: string, text: string): Error => invalid(argument, text, error);
  if (field === 'path')
    return said('file', message.replace(/^path: /, '').replace('set overwrite', 'add --overwrite'));
  if (field === 'attach')
    return said(
      'source',
      message.includes('needs it')
        ? `was not written by nestvec; say what it holds by ${columnFlags}`
        : `was written by nestvec and says itself what it holds; leave ${columnFlags} out`,
    );
  if (field.startsWith('options.attach'))
    return said('--attach', message.replace(/^options\.attach\.?/, '').replace(/^: /, ''));
  if (field.startsWith('options.')) {
    const flag = field
      .slice('options.'.length)
      .replaceAll(/[A-Z]/g, (sign) => `-${sign.toLowerCase()}`);
    return said(`--${flag}`, message.slice(field.length + 2));
  }
  if (message.endsWith('set normalize'))
    return said(field, message.slice(field.length + 2).replace('set normalize', 'add --normalize'));
  return undefined;
}
