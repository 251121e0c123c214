import { messageOf } from '@nestvec/core/kit';
import { onnx, verifyModel } from '@nestvec/core/onnx';
import { modelDirectory } from '@nestvec/mini-clip';
import type { Check } from './finding.ts';

const fix = 'reinstall @nestvec/mini-clip, and look at the modules above';

/** Whether the model that comes with nestvec embeds texts and images here. */
export const checkModel: Check = async (_place, { signal }) => {
  const name = 'mini-clip';
  try {
    const embedder = await onnx({ directory: modelDirectory });
    try {
      const { passed, checks } = await verifyModel(embedder, { signal });
      const found = checks.map(({ detail }) => detail).join('; ');
      return [passed ? { name, found } : { name, found, fix }];
    } finally {
      await embedder.close();
    }
  } catch (error) {
    return [{ name, found: messageOf(error), fix }];
  }
};
