import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useView } from './view.ts';

/** Asks for a key where the server opens nothing without one. */
export function KeyForm({ onKey }: { readonly onKey: (key: string) => void }): JSX.Element {
  const { texts } = useView();
  const [key, setKey] = useState('');
  return (
    <main class="alone">
      <h1>{texts.search}</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (key.trim() !== '') onKey(key.trim());
        }}
      >
        <p>{texts.keyNeeded}</p>
        <label>
          {texts.key}{' '}
          <input
            type="password"
            value={key}
            autocomplete="off"
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        </label>{' '}
        <button type="submit">{texts.open}</button>
      </form>
    </main>
  );
}
