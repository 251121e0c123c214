import { isImageName } from '../image/image-files.ts';
import type { JsonObject } from '../json.ts';
import { joinPassages } from '../passage/found-passage.ts';
import type { RetrievedPassage } from '../passage/retrieve.ts';
import type { Modality } from '../spec/models.ts';
import type { SearchToolOptions } from './search-tool-options.ts';

/** What the tool found, as JSON: for the model, and for the messages of the app. */
export interface FoundPassage {
  readonly id: string;
  readonly text: string;
  readonly score?: number;
  /** Whether the text was found, or an image. */
  readonly modality: Modality;
  readonly metadata: JsonObject;
  /** Ids of the records that have an image, of which a model that can see is shown the first. */
  readonly images?: readonly string[];
}

/** A passage as the tool gives it: joined with its neighbours, without where it lies. */
export function toFound(
  { before, after, ...passage }: RetrievedPassage,
  show: SearchToolOptions['show'],
): FoundPassage {
  const { id, uri, score, modality, metadata } = passage;
  const shown = Object.entries(metadata).filter(([key]) => show?.includes(key) ?? true);
  const isImage = modality === 'image' || isImageName(uri);
  const images = [...(isImage ? [id] : []), ...passage.images.map((one) => one.id)];
  return {
    id,
    text: joinPassages([...before, passage, ...after]),
    ...(score === undefined ? {} : { score }),
    modality,
    metadata: Object.fromEntries(shown),
    ...(images.length === 0 ? {} : { images: [...new Set(images)] }),
  };
}
