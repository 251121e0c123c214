import type { ImageInput } from '@nestvec/core';
import { invalid } from '@nestvec/core/kit';
import type { Example, RetrievalDataset, RetrievalTask } from './dataset.ts';

/** Which captions of an image take part: all, the first, or as many as a number says. CLIP_benchmark takes all, but the first of Crossmodal-3600. */
export type CaptionChoice = 'all' | 'first' | number;

/** A text about an image. */
export interface Caption {
  readonly image: string;
  readonly text: string;
  readonly language?: string | undefined;
}

/** Images with their captions, as read. */
export interface CaptionedImages {
  readonly name: string;
  /** By id, in order. */
  readonly images: ReadonlyMap<string, ImageInput>;
  readonly captions: readonly Caption[];
  readonly notes: readonly string[];
}

/**
 * The two tasks of each language: image by text and text by image. Captions of an image are one group, so that intervals know that
 * they are not independent. Throws `invalid-input` for a caption of an unknown image and where a language has no caption.
 */
export function captionDataset(
  { name, images, captions, notes }: CaptionedImages,
  choice: CaptionChoice,
  languages: readonly string[] | undefined,
): RetrievalDataset {
  const byLanguage = new Map<string | undefined, Map<string, string[]>>();
  for (const { image, text, language } of captions) {
    if (!images.has(image)) throw invalid(name, `has a caption of the unknown image ${image}`);
    let own = byLanguage.get(language);
    if (own === undefined) byLanguage.set(language, (own = new Map<string, string[]>()));
    const texts = own.get(image);
    if (texts === undefined) own.set(image, [text]);
    else texts.push(text);
  }
  const known = [...byLanguage.keys()];
  for (const language of languages ?? [])
    if (!byLanguage.has(language))
      throw invalid(
        'languages',
        `${name} has no captions in ${language}; it has ${known.map((one) => one ?? 'one without a name').join(', ')}`,
      );
  const chosen = languages ?? known;
  const most = choice === 'all' ? Infinity : choice === 'first' ? 1 : choice;
  const tasks = chosen.flatMap((language) =>
    tasksOf(images, byLanguage.get(language) ?? new Map<string, string[]>(), most, language),
  );
  if (tasks.length === 0) throw invalid(name, 'has no captions');
  return { name, tasks, notes };
}

function tasksOf(
  images: ReadonlyMap<string, ImageInput>,
  captions: ReadonlyMap<string, readonly string[]>,
  most: number,
  language: string | undefined,
): RetrievalTask[] {
  const photos: Example[] = [];
  const texts: Example[] = [];
  const toImage = new Map<string, ReadonlyMap<string, number>>();
  const toText = new Map<string, ReadonlyMap<string, number>>();
  for (const [image, content] of images) {
    // An image without a caption in this language takes part in neither direction, as in CLIP_benchmark.
    const own = captions.get(image)?.slice(0, most);
    if (own === undefined) continue;
    photos.push({ id: image, content: { image: content } });
    const grades = new Map<string, number>();
    for (const [i, text] of own.entries()) {
      const id = `${image}#${i}`;
      texts.push({ id, content: { text }, group: image });
      toImage.set(id, new Map([[image, 1]]));
      grades.set(id, 1);
    }
    toText.set(image, grades);
  }
  return [
    { name: 'text-to-image', language, queries: texts, documents: photos, qrels: toImage },
    { name: 'image-to-text', language, queries: photos, documents: texts, qrels: toText },
  ];
}
