import type { JSX } from 'preact';
import { labelOf, type PageFields, type PageHit, titleOf } from '../fields.ts';
import type { IndexInfo } from '../server.ts';
import type { OwnResult } from '../session.ts';
import { shortened } from '../shortened.ts';
import { RecordImage } from './record-image.tsx';
import { useView } from './view.ts';

interface HitProps {
  readonly hit: PageHit;
  readonly fields: PageFields;
  readonly info: IndexInfo;
  readonly own: OwnResult | undefined;
  readonly onLike: (hit: PageHit) => void;
}

/** One result. */
export function HitCard({ hit, fields, info, own, onLike }: HitProps): JSX.Element {
  const { texts, price } = useView();
  const title = shortened(titleOf(hit, fields), 150);
  const { image, text } = hit._nestvec;
  const cost = fields.price === undefined ? undefined : hit[fields.price];
  const description = fields.description === undefined ? undefined : hit[fields.description];
  const facts = fields.facets.flatMap((field) => {
    const value = hit[field];
    const text = Array.isArray(value) ? value.join(', ') : value;
    return typeof text === 'string' && text !== '' ? [[field, shortened(text, 80)] as const] : [];
  });
  const excerpt = (
    <p class="square excerpt" dir="auto">
      {shortened(text ?? title, 200)}
    </p>
  );
  return (
    <article class="hit">
      {image === undefined ? (
        excerpt
      ) : (
        <RecordImage path={image} alt={title} side={256} otherwise={excerpt} />
      )}
      <div class="about">
        <h3 dir="auto">{title}</h3>
        {typeof cost === 'number' && <p class="price">{price(cost)}</p>}
        {typeof description === 'string' && (
          <p class="description" dir="auto">
            {shortened(description, 300)}
          </p>
        )}
        <p class="facts">
          {facts.slice(0, 3).map(([field, value]) => (
            <span key={field} title={labelOf(field)} dir="auto">
              {value}
            </span>
          ))}
        </p>
        <button
          type="button"
          class="like"
          onClick={() => onLike(hit)}
          aria-label={`${texts.moreLikeThis}: ${title}`}
        >
          {texts.moreLikeThis}
        </button>
        {hit._nestvec.modality !== undefined && (
          <Why hit={hit} own={own} title={title} info={info} />
        )}
      </div>
    </article>
  );
}

type WhyProps = Pick<HitProps, 'hit' | 'own' | 'info'> & { readonly title: string };

/** Why it was found; nothing of it is asked for anew. */
function Why({ hit, own, title }: WhyProps): JSX.Element {
  const { texts, number } = useView();
  const { score, modality, lists = {} } = hit._nestvec;
  const stages = [...new Set((own?.explain?.lists ?? []).map((one) => one.stages))];
  const places = (['image', 'text', 'words'] as const).flatMap((list) => {
    const place = lists[list];
    return place === undefined ? [] : [texts.inList(list, number(place.rank))];
  });
  return (
    <details class="why">
      <summary aria-label={`${texts.why}: ${title}`}>{texts.why}</summary>
      <ul>
        {modality !== undefined && <li>{texts.foundBy[modality]}</li>}
        {score !== undefined && (
          <li>
            {texts.score}: {number(Math.round(score * 1000) / 1000)}
          </li>
        )}
        {places.map((place) => (
          <li key={place}>{place}</li>
        ))}
        {stages.map((stage) => (
          <li key={stage}>{texts.stages[stage]}</li>
        ))}
      </ul>
    </details>
  );
}
