import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { AutoModel, AutoProcessor, AutoTokenizer, env, RawImage } from '@huggingface/transformers';

/** jina-clip-v2 by Transformers.js, as its documentation shows it. */
export interface Rival {
  readonly texts: (texts: readonly string[]) => Promise<Float32Array>;
  /** One image, from its file. */
  readonly picture: (path: string) => Promise<Float32Array>;
  readonly close: () => Promise<void>;
}

/** Opens a folder of ours with Transformers.js, which needs the name of the processor of images. */
export async function openRival(folder: string, dtype: 'fp32' | 'fp16' | 'int8'): Promise<Rival> {
  const copy = await mkdtemp(join(tmpdir(), 'nestvec-bench-'));
  const model = join(copy, basename(folder));
  await mkdir(model);
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx'])
    await symlink(join(folder, name), join(model, name));
  const preparation: object = JSON.parse(
    await readFile(join(folder, 'preprocessor_config.json'), 'utf8'),
  );
  const named = { ...preparation, image_processor_type: 'JinaCLIPImageProcessor' };
  await writeFile(join(model, 'preprocessor_config.json'), JSON.stringify(named));
  env.allowRemoteModels = false;
  env.localModelPath = dirname(model);
  const id = basename(model);
  const tokenizer = await AutoTokenizer.from_pretrained(id);
  const processor = await AutoProcessor.from_pretrained(id, {});
  const graph = await AutoModel.from_pretrained(id, { dtype });
  return {
    async texts(texts) {
      const inputs = tokenizer([...texts], { padding: true, truncation: true, max_length: 512 });
      const { l2norm_text_embeddings: vectors } = await graph(inputs);
      return vectors.data;
    },
    async picture(path) {
      const { l2norm_image_embeddings: vectors } = await graph(
        await processor(await RawImage.read(path)),
      );
      return vectors.data;
    },
    async close() {
      await graph.dispose();
      await rm(copy, { recursive: true });
    },
  };
}
