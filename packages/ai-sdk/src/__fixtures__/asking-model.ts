import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
} from '@ai-sdk/provider';

/** A chat model that asks the tool `search` once, with this input, then answers; what it was given is kept. */
export function askingModel(input: unknown): {
  readonly model: LanguageModelV3;
  readonly calls: readonly LanguageModelV3CallOptions[];
} {
  const calls: LanguageModelV3CallOptions[] = [];
  const answer = (
    content: LanguageModelV3GenerateResult['content'],
    reason: 'tool-calls' | 'stop',
  ): LanguageModelV3GenerateResult => ({
    content,
    finishReason: { unified: reason, raw: undefined },
    usage: {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    },
    warnings: [],
  });
  const model: LanguageModelV3 = {
    specificationVersion: 'v3',
    provider: 'test',
    modelId: 'asking',
    supportedUrls: {},
    async doGenerate(options) {
      calls.push(options);
      const call = {
        type: 'tool-call',
        toolCallId: '1',
        toolName: 'search',
        input: JSON.stringify(input),
      } as const;
      return await Promise.resolve(
        calls.length === 1
          ? answer([call], 'tool-calls')
          : answer([{ type: 'text', text: 'done' }], 'stop'),
      );
    },
    doStream: async () => await Promise.reject(new Error('not asked to stream')),
  };
  return { model, calls };
}
