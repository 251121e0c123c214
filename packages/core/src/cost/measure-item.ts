import type { Content } from '../embedder/content.ts';
import type { Item } from '../embedder/item.ts';
import { isNestvecError, type NestvecError } from '../errors.ts';
import { imageBytes } from '../image/image-bytes.ts';
import type { ImageIntake } from '../image/intake.ts';
import { countTiles, estimateText, type TokenEstimate } from '../remote/estimate.ts';
import type { HostedModel, ImageRule } from '../remote/models.ts';
import { asHttpUrl, urlTiles } from '../remote/prepare.ts';
import type { ImagePolicy } from '../remote/image-policy.ts';

/** What one content will be to the service. */
export interface MeasuredContent extends TokenEstimate {
  readonly modality: 'text' | 'image';
  /** What it adds to a request, by estimates. */
  readonly planned: { readonly tokens: number; readonly bytes: number };
  /** Of an image. */
  readonly tiles: number;
  /** Whether it is an image of a URL, whose size is unknown. */
  readonly isGuess: boolean;
}

/** What decides what a content costs. */
export interface Measuring {
  readonly model: HostedModel;
  readonly imagePolicy: ImagePolicy;
  readonly images: ImageIntake;
}

/** Contents of an item that the model reads: a text, an image, or both. */
export function contentsOf({ text, image }: Item, { modalities }: HostedModel): readonly Content[] {
  const contents: Content[] = [];
  if (image !== undefined && modalities.includes('image')) contents.push({ image });
  if (text !== undefined && modalities.includes('text')) contents.push({ text });
  return contents;
}

/** Measures a content without a request. Gives the error of an image that can't be read, where it has to be. */
export async function measureContent(
  content: Content,
  { model, imagePolicy, images }: Measuring,
  signal: AbortSignal | undefined,
): Promise<MeasuredContent | NestvecError> {
  if ('text' in content) {
    const bytes = Buffer.byteLength(content.text);
    const estimate = estimateText(content.text, 'document', model);
    const planned = { tokens: estimate.tokens, bytes };
    return { modality: 'text', ...estimate, planned, tiles: 0, isGuess: false };
  }
  const rule: ImageRule = model.image ?? { tile: 1, tokens: 0 };
  const image = (tiles: number, bytes: number, isGuess: boolean): MeasuredContent => {
    const tokens = tiles * rule.tokens;
    const planned = { tokens, bytes: Math.ceil(bytes / 3) * 4 };
    return { modality: 'image', tokens, atMost: tokens, planned, tiles, isGuess };
  };
  const { side } = rule;
  // Fitted images cost the same whatever they are, so they need not be read.
  if (imagePolicy !== 'original' && side !== undefined) {
    return image(countTiles(side, side, rule.tile), side * side * 3, false);
  }
  if (asHttpUrl(content.image) !== undefined) return image(urlTiles, 0, true);
  try {
    const { header } = await images.open(content.image, signal);
    const tiles = countTiles(header.width, header.height, rule.tile);
    return image(tiles, await imageBytes(content.image), false);
  } catch (error) {
    if (isNestvecError(error, 'image')) return error;
    throw error;
  }
}
