import type { WireQuery } from '../search/wire-query.ts';
import type { ScreenParams } from './schemas.ts';

const usualMix = 0.5;

/** What a request looks for: words, an uploaded image and stored records, or several of them as one. `undefined` for nothing. */
export function queryOf(params: ScreenParams): WireQuery | undefined {
  const { nestvecImage: upload = '', nestvecLike: like = [], nestvecMix: mix = usualMix } = params;
  const text = wordsOf(params);
  const others = [
    ...(upload === '' ? [] : [{ image: { upload } }]),
    ...(like.length === 0 ? [] : [{ like }]),
  ];
  const [other] = others;
  if (other === undefined) return text === '' ? undefined : { text };
  if (others.length === 1 && (text === '' || mix === 1)) return other;
  if (text === '' || mix === 1) return { all: others };
  if (mix === 0) return { text };
  return { all: [{ text, weight: 1 - mix }, ...others.map((one) => ({ ...one, weight: mix }))] };
}

/** Without the spaces around them. */
export function wordsOf({ query = '' }: ScreenParams): string {
  return query.trim();
}
