import type { JSX } from 'preact';
import type { PageHit } from '../fields.ts';
import type { Preferences } from '../preferences.ts';
import type { Session } from '../session.ts';
import { HitCard } from './hit-card.tsx';
import { useView } from './view.ts';

interface ResultsProps {
  readonly session: Session;
  readonly layout: Preferences['layout'];
  readonly onLike: (hit: PageHit) => void;
}

const placeholders = Array.from({ length: 12 }, (_, i) => i);

/** The page of results, or why there is none. */
export function Results({ session, layout, onLike }: ResultsProps): JSX.Element {
  const { texts } = useView();
  const { is } = session.status();
  const hits = session.hits();
  const { box, clear } = session.found();
  const { nestvecImage, nestvecLike } = session.image();
  if (!session.hasResults())
    return (
      <div class={`hits ${layout}`} aria-hidden="true">
        {is !== 'error' && placeholders.map((i) => <div class="hit empty" key={i} />)}
      </div>
    );
  const isAsked =
    (box?.query ?? '') !== '' ||
    clear?.canRefine === true ||
    nestvecImage !== undefined ||
    nestvecLike !== undefined;
  if (hits.length === 0)
    return (
      <div class="nothing">
        <p>{isAsked ? texts.noHits : texts.noRecords}</p>
        {isAsked && <p>{texts.noHitsAdvice}</p>}
      </div>
    );
  return (
    <ol class={`hits ${layout}`} aria-busy={is === 'stalled'}>
      {hits.map((hit, i) => (
        // A place stays where it is, whatever is in it next; nothing on the screen moves when an answer comes late.
        <li key={i}>
          <HitCard
            key={hit.objectID}
            hit={hit}
            fields={session.fields}
            info={session.info}
            own={session.own()}
            onLike={onLike}
          />
        </li>
      ))}
    </ol>
  );
}
