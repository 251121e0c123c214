import { render } from 'preact';
import { createSearchClient, SearchClientError } from '../src/instantsearch/index.ts';
import { App } from './app.tsx';
import { KeyForm } from './parts/key-form.tsx';
import { sentenceOf } from './parts/notices.tsx';
import { ViewContext, viewOf } from './parts/view.ts';
import { type Preferences, readPreferences, writePreferences } from './preferences.ts';
import { fetchInfo, fetchNames } from './server.ts';
import { startSession } from './session.ts';
import './style.css';
import { languageOf, textsOf } from './texts/languages.ts';

const keyName = 'nestvec-key';

function languageNow({ language }: Preferences): string {
  const asked = new URLSearchParams(location.search).get('lang');
  return languageOf([asked, language, ...navigator.languages]);
}

function dress(preferences: Preferences, code: string): void {
  const { documentElement } = document;
  documentElement.lang = code;
  documentElement.dir = textsOf(code).direction;
  documentElement.dataset['theme'] = preferences.theme;
}

async function start(root: HTMLElement): Promise<void> {
  let preferences = readPreferences();
  let code = languageNow(preferences);
  dress(preferences, code);
  const key = sessionStorage.getItem(keyName) ?? undefined;
  try {
    const asked = new URLSearchParams(location.search).get('index');
    // Where the address names the index, what it is and which others there are, is asked at once.
    const early = asked === null ? undefined : fetchInfo(asked, key);
    early?.catch(() => {}); // one that is not there is not taken
    const names = await fetchNames(key);
    const name = names.find((one) => one === asked) ?? names[0];
    if (name === undefined) return say(root, code, textsOf(code).noIndex);
    const info = await (name === asked && early !== undefined ? early : fetchInfo(name, key));
    const client = createSearchClient({ key: () => key, abortOlder: true });
    const onPreferences = (next: Preferences): void => {
      const isOther = next.language !== preferences.language;
      preferences = next;
      writePreferences(next);
      if (isOther) forgetLanguage();
      code = languageNow(preferences);
      dress(preferences, code);
      paint();
    };
    const paint = (): void => {
      const shared = { session, client, names, apiKey: key, code, preferences, onPreferences };
      render(<App {...shared} />, root);
    };
    const session = startSession(info, client, () => paint());
    paint();
  } catch (error) {
    const { status } = error instanceof SearchClientError ? error.details : {};
    if (status === 401 || status === 403) return askForKey(root, code);
    say(root, code, sentenceOf(error instanceof Error ? error : undefined, textsOf(code)));
    // What is not the server's is a fault of the page, which the browser's console is to name.
    if (!(error instanceof SearchClientError)) throw error;
  }
}

/** A language that is chosen here counts more than the one that the address came with. */
function forgetLanguage(): void {
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  history.replaceState(history.state, '', url);
}

function askForKey(root: HTMLElement, code: string): void {
  const view = viewOf(code, textsOf(code), { currency: undefined, key: undefined });
  const onKey = (key: string): void => {
    sessionStorage.setItem(keyName, key);
    location.reload();
  };
  render(
    <ViewContext.Provider value={view}>
      <KeyForm onKey={onKey} />
    </ViewContext.Provider>,
    root,
  );
}

function say(root: HTMLElement, code: string, sentence: string): void {
  render(
    <main class="alone">
      <h1>{textsOf(code).search}</h1>
      <p role="status">{sentence}</p>
      <button type="button" onClick={() => location.reload()}>
        {textsOf(code).again}
      </button>
    </main>,
    root,
  );
}

const root = document.querySelector<HTMLElement>('#app');
if (root !== null) void start(root);
