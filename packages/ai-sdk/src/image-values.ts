import type { SharedV3ProviderOptions } from '@ai-sdk/provider';
import type { ImageInput } from '@nestvec/core';
import { checkList, describeValue, invalid, isImageInput } from '@nestvec/core/kit';

/** What to spread into `embedMany`. */
export interface ImageValues {
  readonly values: string[];
  readonly providerOptions: SharedV3ProviderOptions;
}

/**
 * Images as `embedMany` takes them: an empty text for each, and the images as options beside. Throws `invalid-input`.
 *
 * ```ts
 * const { embeddings } = await embedMany({ model: nestvec.embeddingModel('document'), ...imageValues(images) });
 * ```
 */
export function imageValues(images: readonly ImageInput[]): ImageValues {
  checkList(images, 'images');
  for (const [i, image] of images.entries())
    if (!isImageInput(image))
      throw invalid(`images[${i}]`, `must be an image, got ${describeValue(image)}`);
  const content = images.map((image) => ({ image }));
  return {
    values: images.map(() => ''),
    // The SDK passes options as they are; that they are JSON is its type alone.
    providerOptions: { nestvec: { content } } as unknown as SharedV3ProviderOptions,
  };
}
