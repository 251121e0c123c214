import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { Icon } from './icons.tsx';
import { useView } from './view.ts';

interface SearchBarProps {
  readonly session: Session;
  readonly onFile: (file: File) => void;
}

/** Words, as they are typed, and ways to give an image. */
export function SearchBar({ session, onFile }: SearchBarProps): JSX.Element {
  const { texts } = useView();
  const { query = '', refine } = session.found().box ?? {};
  const [typed, type] = useState(query);
  const isTyping = useRef(false);
  // The address may have changed, by the browser's back; what is being typed is not taken away.
  useEffect(() => {
    if (!isTyping.current) type(query);
    if (query === typed) isTyping.current = false;
  }, [query]);
  const hasImages = session.info.modalities.length > 0;
  const choose = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement; // of this element
    const file = input.files?.[0];
    input.value = '';
    if (file !== undefined) onFile(file);
  };
  return (
    <form
      class="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        refine?.(typed);
      }}
    >
      <label class="box">
        <Icon name="search" />
        <span class="unseen">{texts.search}</span>
        <input
          type="search"
          name="q"
          dir="auto"
          value={typed}
          placeholder={texts.placeholder}
          autocomplete="off"
          autocapitalize="off"
          enterkeyhint="search"
          maxLength={1000}
          onInput={(event) => {
            isTyping.current = true;
            type(event.currentTarget.value);
            refine?.(event.currentTarget.value);
          }}
        />
      </label>
      {hasImages && (
        <label class="button">
          <input
            type="file"
            accept="image/*"
            class="unseen"
            aria-label={texts.chooseImage}
            onChange={choose}
          />
          <Icon name="image" />
          <span class="wide">{texts.chooseImage}</span>
        </label>
      )}
      {hasImages && (
        <label class="button photo">
          <input
            type="file"
            accept="image/*"
            capture="environment"
            class="unseen"
            aria-label={texts.takePhoto}
            onChange={choose}
          />
          <Icon name="camera" />
        </label>
      )}
    </form>
  );
}
