import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Session } from '../session.ts';
import { Icon } from './icons.tsx';
import { RecordImage } from './record-image.tsx';
import { useView } from './view.ts';

interface QueryImageBarProps {
  readonly session: Session;
  /** Address of the image that was chosen in this page; after a reload there is none. */
  readonly preview: string | undefined;
  /** Address of one that is on its way to the server. */
  readonly sending: string | undefined;
  readonly titleOfLike: (id: string) => string;
  readonly onRemove: () => void;
}

/** What is searched by besides words, and how much it counts beside them. */
export function QueryImageBar({
  session,
  preview,
  sending,
  titleOfLike,
  onRemove,
}: QueryImageBarProps): JSX.Element | null {
  const { texts, number } = useView();
  const { nestvecImage, nestvecLike, nestvecMix = 0.5 } = session.image();
  const [mix, setMix] = useState(nestvecMix);
  useLayoutEffect(() => setMix(nestvecMix), [nestvecMix]);
  if (sending !== undefined)
    return (
      <section class="by-image" aria-label={texts.likeImage} aria-busy="true">
        <img class="square" src={sending} alt="" width="64" height="64" />
        <p role="status">{texts.uploading}</p>
      </section>
    );
  if (nestvecImage === undefined && nestvecLike === undefined) return null;
  const hasWords = (session.found().box?.query ?? '').trim() !== '';
  const index = encodeURIComponent(session.info.name);
  const name = nestvecLike === undefined ? texts.likeImage : texts.like(titleOfLike(nestvecLike));
  return (
    <section class="by-image" aria-label={name}>
      {nestvecLike === undefined ? (
        preview !== undefined && <img class="square" src={preview} alt="" width="64" height="64" />
      ) : (
        <RecordImage
          path={`/image/${index}/${encodeURIComponent(nestvecLike)}`}
          alt=""
          side={128}
        />
      )}
      <p dir="auto">{name}</p>
      {hasWords ? (
        <label class="mix">
          <span>{texts.mixWords}</span>
          <input
            type="range"
            min="0"
            max="1"
            step="0.1"
            value={mix}
            aria-label={texts.mix}
            aria-valuetext={`${texts.mixImage} ${number(Math.round(mix * 100))} %`}
            onInput={(event) => setMix(Number(event.currentTarget.value))}
            onChange={(event) =>
              session.searchBy({
                ...session.image(),
                nestvecMix: Number(event.currentTarget.value),
              })
            }
          />
          <span>{texts.mixImage}</span>
        </label>
      ) : (
        <p class="hint">{texts.addWords}</p>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={`${texts.remove}: ${name}`}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
