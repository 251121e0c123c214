import type { JSX } from 'preact';
import type { Session } from '../session.ts';
import { useView } from './view.ts';

/** Links to the other pages, which open in a new window as well. */
export function Pages({
  session,
  onPage,
}: {
  readonly session: Session;
  readonly onPage: () => void;
}): JSX.Element | null {
  const { texts, number } = useView();
  const { pages } = session.found();
  if (pages === undefined || pages.nbPages <= 1) return null;
  const { currentRefinement: now, nbPages, createURL, refine } = pages;
  const link = (page: number, label: string, text: string, isCurrent = false): JSX.Element => (
    <a
      href={createURL(page)}
      aria-label={label}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        refine(page);
        onPage();
      }}
    >
      {text}
    </a>
  );
  return (
    <nav class="pages" aria-label={texts.pages}>
      {now > 0 && link(now - 1, texts.previous, '‹')}
      {pages.pages.map((page) =>
        link(page, texts.page(number(page + 1)), number(page + 1), page === now),
      )}
      {now < nbPages - 1 && link(now + 1, texts.next, '›')}
    </nav>
  );
}
