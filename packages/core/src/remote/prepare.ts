import type { Task } from '../embedder/content.ts';
import { isNestvecError, NestvecError, unsupported } from '../errors.ts';
import type { ImageIntake } from '../image/intake.ts';
import { tooManyBytes } from '../image/too-many-bytes.ts';
import type { Placed } from '../embedder/sort-contents.ts';
import { encodePng } from './encode-png.ts';
import { estimateImage, estimateText, type TokenEstimate } from './estimate.ts';
import { fitToPolicy, type ImagePolicy } from './image-policy.ts';
import type { HostedModel, ImageRule } from './models.ts';
import type { Ready, ReadyInput } from './ready.ts';

/** What decides how contents are made ready. */
export interface Preparation {
  /** For messages. */
  readonly name: string;
  readonly model: HostedModel;
  readonly imagePolicy: ImagePolicy;
  readonly images: ImageIntake;
  /** Whether `original` leaves it to the service to fetch http(s) URLs. Their size is then not known before. */
  readonly sendUrls: boolean;
  /** Whether a spend cap is to be kept, for which the cost of an image must be known before. */
  readonly isCapped: boolean;
}

/** Largest file of an image that is sent as it is: jina.ai/embeddings says 5 MB, the API's description 8. */
const largestFile = 5_000_000;
/** What a URL's image is taken for, in tiles, until the answer says more. */
export const urlTiles = 4;

/** A text made ready. Like the local model, an empty one (nothing but spaces and control characters) is a `text` error. */
export function prepareText(
  { position, value }: Placed<unknown>,
  task: Task,
  { model }: Preparation,
): Ready | NestvecError {
  if (typeof value !== 'string') {
    return new NestvecError('text', `a text must be a string, got ${typeof value}`, {
      reason: 'not-a-string',
    });
  }
  if (/^[\s\p{Cc}]*$/u.test(value)) {
    const problem = 'the text is empty, so it has no embedding; leave it out';
    return new NestvecError('text', problem, { reason: 'empty' });
  }
  return ready(position, { text: value }, estimateText(value, task, model));
}

/** An image made ready: read, decoded and fitted by the policy. Gives the error of one that can't be used. */
export async function prepareImage(
  { position, value }: Placed<unknown>,
  preparation: Preparation,
  signal: AbortSignal | undefined,
): Promise<Ready | NestvecError> {
  const { name, model, sendUrls, isCapped } = preparation;
  const rule = model.image;
  if (rule === undefined) {
    return unsupported(
      'images',
      `${name} with ${model.identity}`,
      'use jina-clip-v2, by a server that takes images (dialect jina, infinity, cohere or voyage)',
    );
  }
  if (rule.isAssumed === true && isCapped) {
    const by = `${name} with ${model.identity} under a spend cap`;
    return unsupported(
      'images',
      by,
      'leave out budgets.spend: what its images cost is not published',
    );
  }
  const url = sendUrls ? asHttpUrl(value) : undefined;
  if (url !== undefined) {
    const tokens = urlTiles * rule.tokens;
    // More than this is possible, so there is no such URL under a spend cap.
    return ready(position, { url }, { tokens, atMost: tokens });
  }
  try {
    return await readAndFit({ position, value }, preparation, rule, signal);
  } catch (error) {
    if (isNestvecError(error, 'image')) return error;
    throw error;
  }
}

async function readAndFit(
  { position, value }: Placed<unknown>,
  { imagePolicy, images }: Preparation,
  rule: ImageRule,
  signal: AbortSignal | undefined,
): Promise<Ready> {
  const file = await images.open(value, signal);
  if (imagePolicy === 'original' || rule.side === undefined) {
    const { bytes, source, header } = file;
    if (bytes.byteLength > largestFile) throw tooManyBytes(source, bytes.byteLength, largestFile);
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    return ready(position, { base64 }, estimateImage(header.width, header.height, rule));
  }
  const { side } = rule;
  const fitted = await images.decode(file, signal, (image) =>
    fitToPolicy(image, imagePolicy, side),
  );
  const base64 = (await encodePng(fitted)).toString('base64');
  return ready(position, { base64 }, estimateImage(fitted.width, fitted.height, rule));
}

function ready(position: number, input: ReadyInput, estimate: TokenEstimate): Ready {
  return { position, input, bytes: wireBytes(input), estimate };
}

function wireBytes(input: ReadyInput): number {
  const frame = '{"image":""},'.length;
  if ('text' in input) return frame + Buffer.byteLength(JSON.stringify(input.text));
  return frame + ('url' in input ? Buffer.byteLength(input.url) : input.base64.length);
}

/** An http(s) URL as text. */
export function asHttpUrl(input: unknown): string | undefined {
  const url = input instanceof URL ? input.href : input;
  return typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url)
    ? url
    : undefined;
}
