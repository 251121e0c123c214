import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { RefinementListRenderState } from 'instantsearch.js/es/connectors/refinement-list/connectRefinementList';
import { labelOf } from '../fields.ts';
import { mostValues } from '../session.ts';
import { shortened } from '../shortened.ts';
import { useView } from './view.ts';

interface ValuesFilterProps {
  readonly field: string;
  readonly state: RefinementListRenderState;
  readonly isTruth: boolean;
}

/** Values that are shown at first, besides those that are chosen. */
const few = 8;

/** Values to choose from, each with its count; where there are many, a box finds among them. */
export function ValuesFilter({ field, state, isTruth }: ValuesFilterProps): JSX.Element | null {
  const { texts, number } = useView();
  const { items, refine } = state;
  const [areAllShown, showAll] = useState(false);
  const [typed, type] = useState('');
  if (items.length === 0) return null;
  const label = labelOf(field);
  const isMany = items.length > few;
  const asked = isMany ? plain(typed.trim()) : '';
  const shown = items.filter(
    (one, i) =>
      one.isRefined || (asked === '' ? areAllShown || i < few : plain(one.label).includes(asked)),
  );
  const written = (value: string): string =>
    isTruth ? (value === 'true' ? texts.yes : texts.no) : shortened(value, 100);
  return (
    <fieldset>
      <legend>{label}</legend>
      {isMany && (
        <input
          type="search"
          class="among"
          dir="auto"
          value={typed}
          placeholder={texts.searchIn(label)}
          aria-label={texts.searchIn(label)}
          autocomplete="off"
          maxLength={200}
          onInput={(event) => type(event.currentTarget.value)}
        />
      )}
      <ul>
        {shown.map(({ value, label: name, count, isRefined }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={isRefined} onChange={() => refine(value)} />
              <span class="label" dir="auto">
                {written(name)}
              </span>
              <span class="count">{number(count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {shown.length === 0 && <p role="status">{texts.noHits}</p>}
      {items.length >= mostValues && (areAllShown || asked !== '') && (
        <p class="hint">{texts.mostFrequent(number(mostValues))}</p>
      )}
      {isMany && asked === '' && (
        <button
          type="button"
          class="more"
          aria-expanded={areAllShown}
          onClick={() => showAll(!areAllShown)}
        >
          {areAllShown ? texts.less : texts.more}
        </button>
      )}
    </fieldset>
  );
}

/** As it is compared: in any case and width. */
function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
