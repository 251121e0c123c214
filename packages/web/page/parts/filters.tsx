import type { JSX } from 'preact';
import type { Session } from '../session.ts';
import { RangeFilter } from './range-filter.tsx';
import { ValuesFilter } from './values-filter.tsx';
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
              <ValuesFilter
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
              <RangeFilter
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
