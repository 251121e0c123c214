import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Content, Task } from '../embedder/content.ts';
import {
  decodeFloats,
  goldenPath,
  largestDifference,
  modelDirectories,
  readGolden,
} from './__fixtures__/golden.ts';
import { onnx } from './onnx.ts';
import { weightsOrder } from './weights.ts';

const common = {
  model: z.enum(['tiny', 'mini-clip']),
  weights: z.enum(weightsOrder),
  vector: z.string(),
};
const { cases } = readGolden(
  'embeddings.json',
  z.object({
    cases: z.array(
      z.union([
        z.object({ ...common, text: z.string(), task: z.enum(['query', 'document']) }),
        z.object({ ...common, picture: z.string() }),
      ]),
    ),
  }),
);

describe.each(['tiny', 'mini-clip'] as const)(
  'embeddings of %s, from text and files to vectors',
  (model) => {
    const own = cases.filter((one) => one.model === model);
    const weights = own[0]?.weights;

    async function compare(contents: readonly Content[], task: Task, expected: readonly string[]) {
      const embedder = await onnx({ directory: modelDirectories[model], weights });
      const { embeddings } = await embedder.embed(contents, { task });
      await embedder.close();
      expect(embeddings.length).toBeGreaterThan(4);
      return embeddings.map((embedding, index) => {
        if (!embedding.ok) throw embedding.error;
        return largestDifference(embedding.vector, decodeFloats(expected[index] ?? ''));
      });
    }

    it.each(['query', 'document'] as const)(
      'are those of the Python chain for texts as %s, within 1e-5',
      async (task) => {
        const texts = own.flatMap((one) => ('text' in one && one.task === task ? [one] : []));
        const found = await compare(
          texts,
          task,
          texts.map((one) => one.vector),
        );
        expect(Math.max(...found)).toBeLessThanOrEqual(1e-5);
      },
    );

    it('are those of the Python chain for image files, decoding included, within 1e-5', async () => {
      const pictures = own.flatMap((one) => ('picture' in one ? [one] : []));
      const contents = pictures.map(({ picture }) => ({
        image: goldenPath(`pictures/${picture}`),
      }));
      const found = await compare(
        contents,
        'document',
        pictures.map((one) => one.vector),
      );
      expect(Math.max(...found)).toBeLessThanOrEqual(1e-5);
    });
  },
);
