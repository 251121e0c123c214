import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';
import { checkList } from '../options/check-list.ts';
import { checkNames } from '../options/check-names.ts';
import type { Content } from './content.ts';
import type { EmbedOptions } from './embedder.ts';

const checkOptionNames = checkNames<EmbedOptions>({ signal: true, task: true });

/** Checks what `embed` is given, contents apart, of which a bad one fails by itself. Throws `invalid-input`. */
export function checkEmbedCall(contents: readonly Content[], options: EmbedOptions): void {
  checkList(contents, 'contents');
  checkOptionNames(options, 'options');
  const task: unknown = (options as EmbedOptions | undefined)?.task; // the names alone were looked at
  if (task !== 'query' && task !== 'document')
    throw invalid('options.task', `must be query or document, got ${describeValue(task)}`);
}
