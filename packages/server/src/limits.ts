import { durationMs, invalid, parseInput } from '@nestvec/core/kit';
import { z } from 'zod';
import type { ServerLimits } from './options.ts';

const count = z.int().positive();

const limitsSchema: z.ZodType<ServerLimits> = z
  .strictObject({
    bodyBytes: count.default(32_000_000),
    heldBytes: count.default(256_000_000),
    itemsPerRequest: count.default(2048),
    textCharacters: count.default(1_000_000),
    queuedItems: count.default(8192),
    hitsPerRequest: count.default(100),
    depth: count.default(1000),
    filterParts: count.default(1000),
    uploadBytes: count.default(128_000_000),
    imageCacheBytes: z.int().nonnegative().default(64_000_000),
    joinMs: z.int().nonnegative().max(1000).default(5),
    patienceMs: durationMs.default(45_000),
    requestTimeoutMs: durationMs.default(60_000),
    drainMs: durationMs.default(30_000),
  })
  .prefault({});

/** Checks limits and fills in their defaults; by itself, so that what is not an object of limits at all is refused. Throws `invalid-input`. */
export function resolveLimits(given: unknown): ServerLimits {
  const limits = parseInput(limitsSchema, given === undefined ? {} : given, 'options.limits');
  checkTogether(limits);
  return limits;
}

function checkTogether({ bodyBytes, heldBytes, itemsPerRequest, queuedItems }: ServerLimits): void {
  if (heldBytes < bodyBytes)
    throw invalid('options.limits.heldBytes', `must be at least bodyBytes, ${bodyBytes}`);
  if (queuedItems < itemsPerRequest)
    throw invalid(
      'options.limits.queuedItems',
      `must be at least itemsPerRequest, ${itemsPerRequest}`,
    );
}
