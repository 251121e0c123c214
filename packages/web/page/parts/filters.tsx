import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RangeRenderState } from 'instantsearch.js/es/connectors/range/connectRange';
import type { RefinementListRenderState } from 'instantsearch.js/es/connectors/refinement-list/connectRefinementList';
import { labelOf } from '../fields.ts';
import type { Session } from '../session.ts';
import { useView } from './view.ts';

/** What narrows the results: values with how many there are, and ranges. */
export function Filters({ session }: { readonly session: Session }): JSX.Element | null {
  const { texts } = useView();
  const { lists, ranges, clear } = session.found();
  const { fields, info } = session;
  if (fields.facets.length + fields.ranges.length === 0) return null;
  return (
    <aside class="filters" aria-label={texts.filters}>
      <details open={matchMedia('(min-width: 48rem)').matches}>
        <summary>{texts.filters}</summary>
        <div class="inside" hidden={!session.hasResults()}>
          {fields.facets.map((field) => {
            const state = lists[field];
            return state === undefined ? null : (
              <Values
                key={field}
                field={field}
                state={state}
                isTruth={info.fields[field] === 'boolean'}
              />
            );
          })}
          {fields.ranges.map((field) => {
            const state = ranges[field];
            return state === undefined ? null : (
              <Range
                key={field}
                field={field}
                state={state}
                isDate={info.fields[field] === 'datetime'}
                isPrice={field === fields.price}
              />
            );
          })}
          <button
            type="button"
            class="clear"
            disabled={clear?.canRefine !== true}
            onClick={() => clear?.refine()}
          >
            {texts.clearFilters}
          </button>
        </div>
      </details>
    </aside>
  );
}

interface ValuesProps {
  readonly field: string;
  readonly state: RefinementListRenderState;
  readonly isTruth: boolean;
}

function Values({ field, state, isTruth }: ValuesProps): JSX.Element | null {
  const { texts, number } = useView();
  const { items, refine, canToggleShowMore, isShowingMore, toggleShowMore } = state;
  if (items.length === 0) return null;
  const written = (label: string): string =>
    isTruth ? (label === 'true' ? texts.yes : texts.no) : label;
  return (
    <fieldset>
      <legend>{labelOf(field)}</legend>
      <ul>
        {items.map(({ value, label, count, isRefined }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={isRefined} onChange={() => refine(value)} />
              <span class="label" dir="auto">
                {written(label)}
              </span>
              <span class="count">{number(count)}</span>
            </label>
          </li>
        ))}
      </ul>
      {canToggleShowMore && (
        <button type="button" class="more" aria-expanded={isShowingMore} onClick={toggleShowMore}>
          {isShowingMore ? texts.less : texts.more}
        </button>
      )}
    </fieldset>
  );
}

interface RangeProps {
  readonly field: string;
  readonly state: RangeRenderState;
  readonly isDate: boolean;
  readonly isPrice: boolean;
}

/** Two sliders over one another; the search follows when one is let go. */
function Range({ field, state, isDate, isPrice }: RangeProps): JSX.Element | null {
  const { texts, number, price, date } = useView();
  const { range, start, refine } = state;
  const { min = 0, max = 0 } = range;
  // What is not asked for is infinite there.
  const within = (value: number | undefined, otherwise: number): number =>
    Number.isFinite(value) ? Math.min(Math.max(value ?? otherwise, min), max) : otherwise;
  const low = within(start[0], min);
  const high = within(start[1], max);
  const [chosen, choose] = useState<readonly [number, number]>([low, high]);
  useEffect(() => choose([low, high]), [low, high]);
  if (!(min < max)) return null;
  const written = isDate ? date : isPrice ? price : number;
  const label = labelOf(field);
  const isWhole = isDate || (Number.isInteger(min) && Number.isInteger(max));
  const step = isDate ? 86_400_000 : isWhole ? 1 : 0.01;
  const send = ([from, to]: readonly [number, number]): void =>
    refine([from <= min ? undefined : from, to >= max ? undefined : to]);
  const slider = (end: 0 | 1): JSX.Element => {
    const move = (event: Event): readonly [number, number] => {
      const value = Number((event.currentTarget as HTMLInputElement).value); // of this element
      return end === 0
        ? [Math.min(value, chosen[1]), chosen[1]]
        : [chosen[0], Math.max(value, chosen[0])];
    };
    return (
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={chosen[end]}
        aria-label={end === 0 ? texts.from(label) : texts.to(label)}
        aria-valuetext={written(chosen[end])}
        onInput={(event) => choose(rounded(move(event), step))}
        onChange={(event) => send(rounded(move(event), step))}
      />
    );
  };
  return (
    <fieldset class="range">
      <legend>{label}</legend>
      <div class="sliders">
        {slider(0)}
        {slider(1)}
      </div>
      <p class="ends">
        <span>{written(chosen[0])}</span>
        <span>{written(chosen[1])}</span>
      </p>
    </fieldset>
  );
}

function rounded([from, to]: readonly [number, number], step: number): readonly [number, number] {
  const round = (value: number): number =>
    step >= 1 ? Math.round(value) : Math.round(value * 100) / 100;
  return [round(from), round(to)];
}
