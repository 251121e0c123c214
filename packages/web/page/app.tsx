import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { SearchClient } from '../src/instantsearch/index.ts';
import { labelOf, type PageHit, titleOf } from './fields.ts';
import { listenForImages } from './images-given.ts';
import { Filters } from './parts/filters.tsx';
import { Notices } from './parts/notices.tsx';
import { PageFooter } from './parts/page-footer.tsx';
import { Pages } from './parts/pages.tsx';
import { QueryImageBar } from './parts/query-image-bar.tsx';
import { Results } from './parts/results.tsx';
import { SearchBar } from './parts/search-bar.tsx';
import { Toolbar } from './parts/toolbar.tsx';
import { ViewContext, viewOf } from './parts/view.ts';
import type { Preferences } from './preferences.ts';
import { fetchFields } from './server.ts';
import type { Session } from './session.ts';
import { shortened } from './shortened.ts';
import { textsOf } from './texts/languages.ts';

interface AppProps {
  readonly session: Session;
  readonly client: SearchClient;
  readonly names: readonly string[];
  readonly apiKey: string | undefined;
  readonly code: string;
  readonly preferences: Preferences;
  readonly onPreferences: (preferences: Preferences) => void;
}

/** Titles of records that were seen, for when one of them is searched by. */
const seenTitles = new Map<string, string>();

/** The whole page over one index. */
export function App({
  session,
  client,
  names,
  apiKey,
  code,
  preferences,
  onPreferences,
}: AppProps): JSX.Element {
  const { info, fields } = session;
  const texts = textsOf(code);
  const view = useMemo(
    () => viewOf(code, texts, { currency: info.settings.currency, key: apiKey }),
    [code, apiKey],
  );
  const [preview, setPreview] = useState<string>();
  const [isDragged, setDragged] = useState(false);
  const [sending, setSending] = useState<string>();
  const [uploadError, setUploadError] = useState<Error>();
  const { is, error } = session.status();
  for (const hit of session.hits())
    seenTitles.set(hit.objectID, shortened(titleOf(hit, fields), 80));

  const { nestvecLike } = session.image();
  const [, paintTitle] = useState<string>();
  useEffect(() => {
    if (nestvecLike === undefined || seenTitles.has(nestvecLike)) return;
    // An address that someone sent names a record that was not seen here.
    fetchFields(info.name, nestvecLike, apiKey).then(
      (found = {}) => {
        const title = titleOf({ ...found, objectID: nestvecLike, _nestvec: {} }, fields);
        seenTitles.set(nestvecLike, shortened(title, 80));
        paintTitle(title);
      },
      () => {}, // its id says it as well
    );
  }, [nestvecLike]);
  const showPreview = (next: string | undefined): void => {
    if (preview !== undefined) URL.revokeObjectURL(preview);
    setPreview(next);
  };
  const searchByFile = (file: File): void => {
    const own = URL.createObjectURL(file);
    setSending(own);
    setUploadError(undefined);
    client
      .upload(file)
      .then(
        (nestvecImage) => {
          showPreview(own);
          session.searchBy({ nestvecImage });
        },
        (error: unknown) => {
          URL.revokeObjectURL(own);
          setUploadError(error instanceof Error ? error : new Error(String(error)));
        },
      )
      .finally(() => setSending((now) => (now === own ? undefined : now)));
  };
  useEffect(() => listenForImages(searchByFile, setDragged), [preview]);
  const top = (): void =>
    scrollTo({
      top: 0,
      behavior: matchMedia('(prefers-reduced-motion)').matches ? 'auto' : 'smooth',
    });
  /** From the top on, for the eye and the keyboard. */
  const showResults = (): void => {
    document.querySelector<HTMLElement>('#results')?.focus({ preventScroll: true });
    top();
  };
  const searchLike = ({ objectID }: PageHit): void => {
    setUploadError(undefined);
    showPreview(undefined);
    session.searchBy({ nestvecLike: objectID }, '');
    showResults();
  };
  const heading = info.settings.heading ?? labelOf(info.name);
  useEffect(() => {
    document.title = heading;
  }, [heading]);
  return (
    <ViewContext.Provider value={view}>
      <a class="skip" href="#results">
        {texts.skip}
      </a>
      <header>
        <h1 dir="auto">{heading}</h1>
        {names.length > 1 && (
          <label class="index">
            <span class="unseen">{texts.index}</span>
            <select
              value={info.name}
              onChange={(event) =>
                location.assign(`?index=${encodeURIComponent(event.currentTarget.value)}`)
              }
            >
              {names.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <SearchBar session={session} onFile={searchByFile} />
      </header>
      <Notices
        error={uploadError ?? (is === 'error' ? error : undefined)}
        onRetry={uploadError === undefined ? session.retry : undefined}
      />
      <QueryImageBar
        session={session}
        preview={preview}
        sending={sending}
        titleOfLike={(id) => seenTitles.get(id) ?? id}
        onRemove={() => {
          showPreview(undefined);
          session.searchBy({});
          // The button is gone with what it removed.
          document.querySelector<HTMLElement>('.box input')?.focus();
        }}
      />
      <div class="columns">
        <Filters session={session} />
        <main id="results" tabIndex={-1} aria-label={texts.results}>
          <h2 class="unseen">{texts.results}</h2>
          <Toolbar
            session={session}
            layout={preferences.layout}
            onLayout={(layout) => onPreferences({ ...preferences, layout })}
          />
          <Results session={session} layout={preferences.layout} onLike={searchLike} />
          <Pages session={session} onPage={showResults} />
        </main>
      </div>
      <PageFooter
        preferences={preferences}
        onChange={onPreferences}
        isSmallModel={info.model.includes('mini-clip')}
      />
      {isDragged && <div class="drop">{texts.dropHere}</div>}
    </ViewContext.Provider>
  );
}
