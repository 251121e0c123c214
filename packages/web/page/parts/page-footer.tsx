import type { JSX } from 'preact';
import type { Preferences } from '../preferences.ts';
import { languages } from '../texts/languages.ts';
import { useView } from './view.ts';

interface FooterProps {
  readonly preferences: Preferences;
  readonly onChange: (preferences: Preferences) => void;
  readonly isSmallModel: boolean;
}

/** Language and colours. */
export function PageFooter({ preferences, onChange, isSmallModel }: FooterProps): JSX.Element {
  const { texts, code } = useView();
  return (
    <footer>
      {isSmallModel && <p class="small-model">{texts.smallModel}</p>}
      <label>
        {texts.languageLabel}{' '}
        <select
          value={code}
          onChange={(event) => onChange({ ...preferences, language: event.currentTarget.value })}
        >
          {Object.entries(languages).map(([one, { language }]) => (
            <option key={one} value={one} lang={one}>
              {language}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.theme}{' '}
        <select
          value={preferences.theme}
          onChange={(event) =>
            onChange({
              ...preferences,
              theme: event.currentTarget.value as Preferences['theme'] /* of these options */,
            })
          }
        >
          {(['auto', 'light', 'dark'] as const).map((one) => (
            <option key={one} value={one}>
              {texts.themes[one]}
            </option>
          ))}
        </select>
      </label>
    </footer>
  );
}
