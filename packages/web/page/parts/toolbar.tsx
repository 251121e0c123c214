import type { JSX } from 'preact';
import { labelOf } from '../fields.ts';
import type { Preferences } from '../preferences.ts';
import type { Session } from '../session.ts';
import { Icon } from './icons.tsx';
import { useView } from './view.ts';

interface ToolbarProps {
  readonly session: Session;
  readonly layout: Preferences['layout'];
  readonly onLayout: (layout: Preferences['layout']) => void;
}

/** How many there are, in which order and in which shape. */
export function Toolbar({ session, layout, onLayout }: ToolbarProps): JSX.Element {
  const { texts, number } = useView();
  const { hits, sort } = session.found();
  const own = session.own();
  const n = own === undefined ? undefined : hits?.results?.nbHits;
  const isBest = own?.over === 'best' && hits?.results?.exhaustiveNbHits === false;
  const hasQuery = own?.over === 'best';
  const written = n === undefined ? '' : number(n);
  const count =
    n === undefined
      ? texts.loading
      : isBest
        ? texts.countOfBest(n, written)
        : texts.countOfAll(n, written);
  const nameOf = (label: string): string => {
    const [field = '', direction] = label.split(':');
    if (direction === undefined) return hasQuery ? texts.bestFirst : texts.unsorted;
    return direction === 'asc' ? texts.rising(labelOf(field)) : texts.falling(labelOf(field));
  };
  return (
    <div class="toolbar">
      <p class="count" role="status">
        <strong>{count}</strong>
        {isBest && <span> · {texts.bestNote}</span>}
      </p>
      {sort !== undefined && (
        <label class="sort">
          <span>{texts.sort}</span>
          <select
            value={sort.currentRefinement}
            onChange={(event) => sort.refine(event.currentTarget.value)}
          >
            {sort.options.map(({ value, label }) => (
              <option key={value} value={value}>
                {nameOf(label)}
              </option>
            ))}
          </select>
        </label>
      )}
      <div class="layouts" role="group" aria-label={texts.view}>
        {(['grid', 'list'] as const).map((one) => (
          <button
            type="button"
            key={one}
            class="icon-button"
            aria-label={texts[one]}
            aria-pressed={layout === one}
            onClick={() => onLayout(one)}
          >
            <Icon name={one} />
          </button>
        ))}
      </div>
    </div>
  );
}
