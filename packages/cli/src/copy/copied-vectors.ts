import { InvalidArgumentError } from 'commander';
import type { CopiedVector } from '@nestvec/core/copy';
import { putOnce } from '../list-flags.ts';

const pattern = /^([A-Za-z]\w{0,62})(?:=([A-Za-z]\w{0,62}))?(?::([1-9]\d{0,5}))?$/;

/** Argument parser of `image,image_64:64,words=text:64`: a name in the target, what it is made of, and its dimensions. */
export function copiedVectors(text: string): Record<string, CopiedVector> {
  const vectors = new Map<string, CopiedVector>();
  for (const part of text.split(',')) {
    const [, name, from, dimensions] = pattern.exec(part.trim()) ?? [];
    if (name === undefined)
      throw new InvalidArgumentError(
        'Write names, name:dimensions or name=source:dimensions, such as image,image_64=image:64.',
      );
    putOnce(vectors, name, {
      ...(from === undefined ? {} : { from }),
      ...(dimensions === undefined ? {} : { dimensions: Number(dimensions) }),
    });
  }
  return Object.fromEntries(vectors);
}
