import type { JSX } from 'preact';
import { labelOf, type PageFields, type PageHit, titleOf } from '../fields.ts';
import type { IndexInfo } from '../server.ts';
import type { OwnResult } from '../session.ts';
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
  const title = titleOf(hit, fields);
  const { image, text } = hit._nestvec;
  const cost = fields.price === undefined ? undefined : hit[fields.price];
  const facts = fields.facets
    .map((field) => [field, hit[field]] as const)
    .filter(([, value]) => typeof value === 'string' && value !== '');
  return (
    <article class="hit">
      {image === undefined ? (
        <p class="square excerpt">{excerptOf(text ?? title)}</p>
      ) : (
        <RecordImage path={image} alt={title} side={256} />
      )}
      <div class="about">
        <h3 dir="auto">{title}</h3>
        {typeof cost === 'number' && <p class="price">{price(cost)}</p>}
        <p class="facts" dir="auto">
          {facts.slice(0, 3).map(([field, value]) => (
            <span key={field} title={labelOf(field)}>
              {String(value)}
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

const longest = 200;

function excerptOf(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest).trimEnd()} …`;
}
