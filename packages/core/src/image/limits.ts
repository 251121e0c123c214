import { z } from 'zod';
import type { ProxySettings } from '../http/proxy.ts';
import { durationMs } from '../async/duration.ts';
import { type ImageForm, imageForms } from './forms.ts';

/** What an image may cost before it is refused. */
export interface ImageLimits {
  /** Largest file. Default 20 MB (20,000,000). */
  readonly maxBytes: number;
  /** Most pixels of one frame, checked in the header before anything is decoded. Default 100 million. */
  readonly maxPixels: number;
  /** Longest time for fetching or streaming an image, and again for decoding it. Default 15,000 ms. */
  readonly timeoutMs: number;
  /** Redirects followed for one URL. Default 3. */
  readonly maxRedirects: number;
  /**
   * Whether URLs may lead to loopback, private, link-local and other addresses that are not on the public internet.
   * Default false: a server that embeds URLs of its users would else fetch from inside its own network for them.
   */
  readonly allowPrivateAddresses: boolean;
  /** Proxies that URLs are fetched through. Default none; the environment is not read. Needs Node 24.5. */
  readonly proxy?: ProxySettings | undefined;
  /** Forms that are taken, to be narrowed where images come from outside: without `path` no file of this machine is read. Default all. */
  readonly allow: readonly ImageForm[];
}

/** Limits as an option: each one left out has its default. */
export type ImageLimitOptions = {
  readonly [Limit in keyof ImageLimits]?: ImageLimits[Limit] | undefined;
};

/** Limits with defaults filled in. */
export const imageLimitsSchema: z.ZodType<ImageLimits, ImageLimitOptions | undefined> = z
  .strictObject({
    maxBytes: z.int().positive().default(20_000_000),
    maxPixels: z.int().positive().default(100_000_000),
    timeoutMs: durationMs.default(15_000),
    maxRedirects: z.int().nonnegative().default(3),
    allowPrivateAddresses: z.boolean().default(false),
    proxy: z
      .strictObject({
        https: z.string().optional(),
        http: z.string().optional(),
        except: z.string().optional(),
      })
      .optional(),
    allow: z.array(z.enum(imageForms)).default([...imageForms]),
  })
  .prefault({});
