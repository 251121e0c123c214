import type { ItemFailure } from '@nestvec/core';
import { shownMessage } from '../message.ts';
import { oneLine } from '../text.ts';

/** A failure in one line that begins with the id of what failed, once. */
export function failureLine({
  id,
  stage,
  error,
}: Pick<ItemFailure, 'id' | 'stage' | 'error'>): string {
  const message = shownMessage(error);
  const own = message.replaceAll('\\', '/').indexOf(`${id}: `);
  // A file that is opened later is named by its whole path, which ends with its id.
  if (own > 0 && /^(?:[a-z]:)?[/\\][^:]*[/\\]$/i.test(message.slice(0, own)))
    return message.slice(own);
  // A failure of reading has the name of its file or line anyway.
  const isNamed = message.startsWith(`${id}:`) || (stage === 'read' && message.includes(id));
  return isNamed ? message : `${oneLine(id)}: ${message}`;
}
