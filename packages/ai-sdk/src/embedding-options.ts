import type { Content, EmbedderIdentity, ImageInput, Task } from '@nestvec/core';
import {
  checkedDimensions,
  checkIsOptions,
  checkList,
  checkNames,
  describeValue,
  invalid,
  isImageInput,
} from '@nestvec/core/kit';

/** What `providerOptions.nestvec` may say in `embed` and `embedMany`. */
export interface EmbeddingOptions {
  /** Stronger than the model id. Default: what that says. */
  readonly task?: Task | undefined;
  /** Prefix length of every embedding, renormalised. Default: all of it. */
  readonly dimensions?: number | undefined;
  /** One for each value: an image that is embedded in its place, whose value is then empty, or `null` for the value itself. */
  readonly content?: readonly ({ readonly image: ImageInput } | null)[] | undefined;
}

/** The options of one call out of several, which says where it begins. */
interface PartOptions extends EmbeddingOptions {
  readonly startIndex?: number | undefined;
}

/** What a call embeds, and how. */
export interface EmbeddingCall {
  readonly contents: readonly Content[];
  readonly task: Task;
  readonly dimensions: number;
  /** Place of the first value among those that `embedMany` was given. */
  readonly startIndex: number;
}

const path = 'providerOptions.nestvec';
const checkOptionNames = checkNames<PartOptions>({
  task: true,
  dimensions: true,
  content: true,
  startIndex: true,
});

/** Checks values and options of a call. Throws `invalid-input`. `dimensions` is the SDK’s own option, which SDK 7 passes. */
export function readCall(
  values: readonly string[],
  given: unknown,
  dimensions: number | undefined,
  { identity, task }: { readonly identity: EmbedderIdentity; readonly task: Task },
): EmbeddingCall {
  const options = (given ?? {}) as PartOptions; // checked below
  checkIsOptions(options, path);
  checkOptionNames(options, path);
  const asked: unknown = options.task ?? task;
  if (asked !== 'query' && asked !== 'document')
    throw invalid(`${path}.task`, `must be query or document, got ${describeValue(asked)}`);
  const { startIndex = 0, content } = options;
  checkList(values, 'values');
  if (content !== undefined) {
    checkList(content, `${path}.content`);
    if (content.length !== values.length)
      throw invalid(`${path}.content`, `holds ${content.length} for ${values.length} values`);
  }
  return {
    contents: values.map((value, i) => contentOf(value, content?.[i] ?? null, startIndex + i)),
    task: asked,
    dimensions: checkedDimensions(
      dimensions ?? options.dimensions,
      identity,
      dimensions === undefined ? `${path}.dimensions` : 'dimensions',
    ),
    startIndex,
  };
}

/**
 * The options of one part of `embedMany`: the contents of its values alone, and where it begins. The SDK calls this for each part that it
 * makes; without it, every part would get the contents of all.
 */
export function optionsOfPart<Options extends Readonly<Record<string, unknown>>>(
  providerOptions: Options | undefined,
  startIndex: number,
  endIndex: number,
): Options {
  const own: unknown = providerOptions?.['nestvec'];
  const { content, ...rest } = (own ?? {}) as PartOptions; // the call checks it
  const part = Array.isArray(content)
    ? { content: content.slice(startIndex, endIndex) }
    : content === undefined
      ? {}
      : { content };
  // The options of other providers are left as they are.
  return { ...providerOptions, nestvec: { ...rest, ...part, startIndex } } as unknown as Options;
}

function contentOf(
  value: unknown,
  given: { readonly image: ImageInput } | null,
  i: number,
): Content {
  if (typeof value !== 'string')
    throw invalid(`values[${i}]`, `must be a text, got ${describeValue(value)}`);
  if (given === null) return { text: value };
  const where = `${path}.content[${i}]`;
  checkIsOptions(given, where);
  checkNames<{ readonly image: ImageInput }>({ image: true })(given, where);
  if (!isImageInput(given.image))
    throw invalid(`${where}.image`, `must be an image, got ${describeValue(given.image)}`);
  if (value !== '')
    throw invalid(`values[${i}]`, 'must be empty beside an image, which is embedded by itself');
  return { image: given.image };
}
