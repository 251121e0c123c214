import { batches } from '../async/batch.ts';
import type { HostedModel } from '../remote/models.ts';
import { instructionEstimate } from '../remote/estimate.ts';
import type { CountTextTokens } from './options.ts';
import type { MeasuredItem } from './totals.ts';

/** What counts, and for which model. */
interface Counting {
  readonly countTokens: CountTextTokens;
  readonly model: HostedModel;
  /** Items whose texts are counted in one call. */
  readonly together: number;
  readonly signal: AbortSignal | undefined;
}

/** Items with the tokens of their texts as the tokenizer counts them; what was planned stays as it is. */
export async function* countByTokenizer(
  items: AsyncIterable<MeasuredItem>,
  { countTokens, model, together, signal }: Counting,
): AsyncGenerator<MeasuredItem, void, undefined> {
  const unlimited = { tokens: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
  const groups = batches(items, () => ({ tokens: 0, bytes: 0 }), { items: together, ...unlimited });
  const instruction = instructionEstimate('document', model);
  for await (const group of groups) {
    const texts = group.flatMap(({ item, parts }) =>
      parts.some(({ modality }) => modality === 'text') ? [item.text ?? ''] : [],
    );
    const counts = (texts.length === 0 ? [] : await countTokens(texts, { signal })).values();
    for (const { parts, ...rest } of group) {
      const counted = parts.map((part) => {
        if (part.modality !== 'text') return part;
        const own = counts.next().value ?? 0;
        const atMost = Math.min(own + instruction.atMost, part.atMost);
        return { ...part, tokens: Math.min(own + instruction.tokens, atMost), atMost };
      });
      yield { ...rest, parts: counted };
    }
  }
}
