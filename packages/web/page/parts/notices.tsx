import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { SearchClientError } from '../../src/instantsearch/index.ts';
import type { Texts } from '../texts/texts.ts';
import { useView } from './view.ts';

/** What went wrong, in a sentence of the page’s language; of what it does not know, in the server’s. */
export function sentenceOf(error: Error | undefined, texts: Texts): string {
  const { code, status } = error instanceof SearchClientError ? error.details : {};
  if (code === 'unreachable') return texts.unreachable;
  if (code === 'upload_not_found') return texts.imageGone;
  if (code === 'not_found') return texts.recordGone;
  if (code === 'invalid_image') return texts.notAnImage;
  if (status === 413) return texts.tooLarge;
  if (status === 429) return texts.busy;
  if (status === 503) return texts.starting;
  if (status === undefined || status >= 500) return texts.failed;
  return `${texts.failed} ${error?.message ?? ''}`;
}

interface NoticeProps {
  readonly error: Error | undefined;
  readonly onRetry: (() => void) | undefined;
}

/** Problems. They are said by screen readers when they come. */
export function Notices({ error, onRetry }: NoticeProps): JSX.Element {
  const { texts } = useView();
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return (
    <div class="notices" aria-live="polite">
      {!isOnline && <p class="notice">{texts.offline}</p>}
      {isOnline && error !== undefined && (
        <p class="notice">
          {sentenceOf(error, texts)}{' '}
          {onRetry !== undefined && (
            <button type="button" onClick={onRetry}>
              {texts.again}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
