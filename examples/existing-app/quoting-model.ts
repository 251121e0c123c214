import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3StreamPart,
} from '@ai-sdk/provider';

/** In place of a language model: searches for what it is asked, then quotes the first of what it found, and counts the images. */
export const quotingModel: LanguageModelV3 = {
  specificationVersion: 'v3',
  provider: 'example',
  modelId: 'quoting',
  supportedUrls: {},
  async doGenerate(options) {
    const content = [contentFor(options)];
    return await Promise.resolve({ content, finishReason: reasonOf(content), usage, warnings: [] });
  },
  // Mastra asks for a stream, also where the app does not.
  async doStream(options) {
    const content = contentFor(options);
    const id = '1';
    const parts: LanguageModelV3StreamPart[] = [{ type: 'stream-start', warnings: [] }];
    if (content.type === 'tool-call') parts.push(content);
    if (content.type === 'text')
      parts.push(
        { type: 'text-start', id },
        { type: 'text-delta', id, delta: content.text },
        { type: 'text-end', id },
      );
    parts.push({ type: 'finish', finishReason: reasonOf([content]), usage });
    return await Promise.resolve({ stream: streamOf(parts) });
  },
};

const none = undefined;
const usage = {
  inputTokens: { total: none, noCache: none, cacheRead: none, cacheWrite: none },
  outputTokens: { total: none, text: none, reasoning: none },
};

function contentFor({ prompt }: LanguageModelV3CallOptions): LanguageModelV3Content {
  const last = prompt.at(-1);
  const [part] = last?.role === 'tool' ? last.content : [];
  const output = part?.type === 'tool-result' ? part.output : undefined;
  if (output?.type !== 'content') {
    const [asked] = last?.role === 'user' ? last.content : [];
    const query = asked?.type === 'text' ? asked.text : '';
    const input = JSON.stringify({ query });
    return { type: 'tool-call', toolCallId: '1', toolName: 'search', input };
  }
  const [shown] = output.value;
  const [, id = 'nothing'] =
    /\{"id":"([^"]+)"/.exec(shown?.type === 'text' ? shown.text : '') ?? [];
  const images = output.value.filter(({ type }) => type !== 'text').length;
  return { type: 'text', text: `${id}, of ${images} images` };
}

function reasonOf([content]: readonly LanguageModelV3Content[]): LanguageModelV3FinishReason {
  return { unified: content?.type === 'tool-call' ? 'tool-calls' : 'stop', raw: none };
}

function streamOf<Part>(parts: readonly Part[]): ReadableStream<Part> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}
