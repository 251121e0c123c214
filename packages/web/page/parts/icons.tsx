import type { JSX } from 'preact';

const paths = {
  search: 'M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12Zm4.5 10.5L20 20',
  image: 'M4 5h16v14H4Zm0 11 5-5 4 4 3-3 4 4M15.5 9.5h.01',
  camera: 'M4 8h3l2-3h6l2 3h3v11H4Zm8 2.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6',
  close: 'M6 6l12 12M18 6 6 18',
  grid: 'M5 5h5v5H5Zm9 0h5v5h-5ZM5 14h5v5H5Zm9 0h5v5h-5Z',
  list: 'M5 7h14M5 12h14M5 17h14',
} as const;

/** Beside a text or a name, so that no one has to read it. */
export function Icon({ name }: { readonly name: keyof typeof paths }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
