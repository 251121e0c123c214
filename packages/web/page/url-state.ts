import type { IndexUiState } from 'instantsearch.js';

/** What is searched by besides words, as it stands in InstantSearch’s `configure`. */
export interface QueryImage {
  readonly nestvecImage?: string;
  readonly nestvecLike?: string;
  readonly nestvecMix?: number;
}

/** Kept from one address to the next: which index, in which language. */
const kept = ['index', 'lang'];

/** The state of a search as what stands behind the `?` of the address. */
export function toParams(state: IndexUiState, before: URLSearchParams): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of kept) {
    const value = before.get(name);
    if (value !== null) params.set(name, value);
  }
  const { nestvecImage, nestvecLike, nestvecMix } = (state.configure ?? {}) as QueryImage; // written by this page alone
  const set = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') params.set(name, String(value));
  };
  set('q', state.query);
  set('image', nestvecImage);
  set('like', nestvecLike);
  set('mix', nestvecMix);
  for (const [field, values] of Object.entries(state.refinementList ?? {}))
    for (const value of values) params.append(`is.${field}`, value);
  for (const [field, value] of Object.entries(state.range ?? {})) set(`in.${field}`, value);
  set('sort', state.sortBy?.split('/sort/')[1]);
  if ((state.page ?? 1) > 1) set('page', state.page);
  return params;
}

/** The state that an address holds. A page or a mix that is not one is left out; what else is not right, the server refuses. */
export function fromParams(params: URLSearchParams, indexName: string): IndexUiState {
  // A name is whatever stands in the address, such as `constructor`.
  const lists = new Map<string, string[]>();
  const ranges = new Map<string, string>();
  for (const [name, value] of params) {
    const field = name.slice(3);
    if (name.startsWith('is.')) lists.set(field, [...(lists.get(field) ?? []), value]);
    if (name.startsWith('in.')) ranges.set(field, value);
  }
  const text = (name: string): string | undefined => params.get(name) ?? undefined;
  const page = Number(text('page') ?? 1);
  const mix = Number(text('mix') ?? Number.NaN);
  const image: QueryImage = {
    ...(text('image') === undefined ? {} : { nestvecImage: text('image') ?? '' }),
    ...(text('like') === undefined ? {} : { nestvecLike: text('like') ?? '' }),
    ...(mix >= 0 && mix <= 1 ? { nestvecMix: mix } : {}),
  };
  return {
    ...(text('q') === undefined ? {} : { query: text('q') ?? '' }),
    refinementList: Object.fromEntries(lists),
    range: Object.fromEntries(ranges),
    ...(text('sort') === undefined ? {} : { sortBy: `${indexName}/sort/${text('sort')}` }),
    ...(Number.isSafeInteger(page) && page > 1 ? { page } : {}),
    configure: image as object, // names of the server's own
  };
}
