import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3StreamPart,
} from '@ai-sdk/provider';

/** A chat model that asks the tool `search` once for each input, then answers `done`; what it was given is kept. */
export function askingModel(
  inputs: readonly unknown[],
  provider = 'test',
): {
  readonly model: LanguageModelV3;
  readonly calls: readonly LanguageModelV3CallOptions[];
} {
  const calls: LanguageModelV3CallOptions[] = [];
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  const next = (options: LanguageModelV3CallOptions) => {
    calls.push(options);
    const at = calls.length - 1;
    const isAsking = at < inputs.length;
    const content: LanguageModelV3Content = isAsking
      ? {
          type: 'tool-call',
          toolCallId: `call-${at}`,
          toolName: 'search',
          input: JSON.stringify(inputs[at]),
        }
      : { type: 'text', text: 'done' };
    const unified = isAsking ? ('tool-calls' as const) : ('stop' as const);
    return { content, finishReason: { unified, raw: undefined } };
  };
  const model: LanguageModelV3 = {
    specificationVersion: 'v3',
    provider,
    modelId: 'asking',
    supportedUrls: {},
    async doGenerate(options) {
      const { content, finishReason } = next(options);
      return await Promise.resolve({ content: [content], finishReason, usage, warnings: [] });
    },
    async doStream(options) {
      const { content, finishReason } = next(options);
      const id = 'text';
      const parts: LanguageModelV3StreamPart[] = [
        { type: 'stream-start', warnings: [] },
        ...(content.type === 'text'
          ? ([
              { type: 'text-start', id },
              { type: 'text-delta', id, delta: content.text },
              { type: 'text-end', id },
            ] as const)
          : content.type === 'tool-call'
            ? [content]
            : []),
        { type: 'finish', finishReason, usage },
      ];
      return await Promise.resolve({ stream: ReadableStream.from(parts) as ReadableStream });
    },
  };
  return { model, calls };
}
