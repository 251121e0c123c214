import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RangeRenderState } from 'instantsearch.js/es/connectors/range/connectRange';
import { labelOf } from '../fields.ts';
import { scaleOf, tidy } from '../slider-scale.ts';
import { useView } from './view.ts';

interface RangeFilterProps {
  readonly field: string;
  readonly state: RangeRenderState;
  readonly isDate: boolean;
  readonly isPrice: boolean;
}

/** A pause after which is searched, so that a key held down is one search. */
const pauseMs = 150;

/** Two sliders over one another; the search follows when one is let go. */
export function RangeFilter({
  field,
  state,
  isDate,
  isPrice,
}: RangeFilterProps): JSX.Element | null {
  const { texts, number, price, date } = useView();
  const { range, start, refine } = state;
  const { min: least = 0, max: most = 0 } = range;
  const { min, max, step } = scaleOf(least, most, isDate);
  // What is not asked for is infinite there.
  const within = (value: number | undefined, otherwise: number): number =>
    Number.isFinite(value) ? Math.min(Math.max(value ?? otherwise, min), max) : otherwise;
  const low = within(start[0], min);
  const high = within(start[1], max);
  const [chosen, choose] = useState<readonly [number, number]>([low, high]);
  // An answer to an older search does not move a slider that someone moves; not even between two events of one key.
  const isMoving = useRef(false);
  useLayoutEffect(() => {
    if (!isMoving.current) choose([low, high]);
  }, [low, high]);
  const waiting = useRef(0);
  useEffect(() => () => clearTimeout(waiting.current), []);
  if (!(least < most && Number.isFinite(most - least))) return null;
  const written = isDate ? date : isPrice ? price : number;
  // The ends of the scale are round; what is there is what counts.
  const real = (value: number): number => Math.min(Math.max(value, least), most);
  const shown = (value: number): string => written(real(value));
  const label = labelOf(field);
  const send = ([from, to]: readonly [number, number]): void =>
    refine([from <= least ? undefined : real(from), to >= most ? undefined : real(to)]);
  const slider = (end: 0 | 1): JSX.Element => {
    const move = (event: Event): readonly [number, number] => {
      const value = tidy(Number((event.currentTarget as HTMLInputElement).value)); // of this element
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
        aria-valuetext={shown(chosen[end])}
        onInput={(event) => {
          isMoving.current = true;
          choose(move(event));
        }}
        onChange={(event) => {
          const next = move(event);
          clearTimeout(waiting.current);
          waiting.current = window.setTimeout(() => {
            isMoving.current = false;
            send(next);
          }, pauseMs);
        }}
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
        <span>{shown(chosen[0])}</span>
        <span>{shown(chosen[1])}</span>
      </p>
    </fieldset>
  );
}
