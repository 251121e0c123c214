import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Texts } from '../texts/texts.ts';

/** What all parts of the page share. */
export interface View {
  readonly code: string;
  readonly texts: Texts;
  readonly key: string | undefined;
  readonly number: (value: number) => string;
  readonly price: (value: number) => string;
  readonly date: (value: number | string) => string;
}

export const ViewContext = createContext<View | undefined>(undefined);

export function useView(): View {
  const view = useContext(ViewContext);
  if (view === undefined) throw new RangeError('parts stand inside the page');
  return view;
}

/** How things are written in a language. */
export function viewOf(
  code: string,
  texts: Texts,
  { currency, key }: { readonly currency: string | undefined; readonly key: string | undefined },
): View {
  const number = new Intl.NumberFormat(code);
  const price =
    currency === undefined
      ? new Intl.NumberFormat(code, { maximumFractionDigits: 2 })
      : new Intl.NumberFormat(code, { style: 'currency', currency });
  const date = new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeZone: 'UTC' });
  return {
    code,
    texts,
    key,
    number: (value) => number.format(value),
    price: (value) => price.format(value),
    date: (value) => date.format(new Date(value)),
  };
}
