import { type Weights, weightsOrder } from '../onnx/weights.ts';
import { checkModelName } from './names.ts';
import { knownLicense } from './license.ts';

/** What is known of a model before any hub is asked. */
export interface PublishedModel {
  /** The commit that is fetched unless another is asked for. */
  readonly revision: string;
  readonly license: string;
  /** Variants that there are, the default first. */
  readonly weights: readonly Weights[];
  /** Bytes of the weights, rounded, where the files' own sizes are not known. */
  readonly roughBytes?: Readonly<Partial<Record<Weights, number>>>;
  /** Files at that commit whose content is known: whole or beginning of the SHA-256, and size. */
  readonly files: Readonly<Record<string, { readonly bytes?: number; readonly sha256?: string }>>;
}

const published: Readonly<Record<string, Omit<PublishedModel, 'license'>>> = {
  // Sizes and checksums as two independent users of this commit pin them (reference/jina-clip-v2.md, section 2.1).
  'jinaai/jina-clip-v2': {
    revision: 'e10d47f5691d0454a0fb5d13f46f2199b74cb436',
    weights: weightsOrder,
    files: {
      'config.json': { bytes: 2_152 },
      'preprocessor_config.json': { bytes: 584 },
      'tokenizer.json': { bytes: 17_082_997, sha256: '6601c4120779a1a3' },
      'onnx/model_fp16.onnx': {
        bytes: 1_728_814_880,
        sha256: '746a78209096d1cd52891b70d752903b8bf86088ba847bd0c56c03fb29256801',
      },
      'onnx/model_int8.onnx': {
        bytes: 874_350_932,
        sha256: '21b8b77a009865faecaa29f076ee55d6334ea42699a9efa14d542ce8d3938a3f',
      },
    },
  },
  // The commit of jina-on-prem's catalogue (c9fde81). The checksums are those by which one user of that commit pins its fp32 files; that
  // there are `quantized` (the default of Frigate on a CPU) and `fp16` is seen by what Frigate fetches.
  'jinaai/jina-clip-v1': {
    revision: 'ceb3e44ca4d6eceaa4f3fb58b1c1a5748b3f29b6',
    weights: ['quantized', 'int8', 'uint8', 'q4', 'bnb4', 'fp32', 'fp16'],
    // 0.55 GB of texts and 0.34 of images (fastembed 0.9.1, text and image/onnx_embedding.py).
    roughBytes: { fp32: 890_000_000 },
    files: {
      'tokenizer.json': {
        sha256: 'b36ee0ed6d20d181de65ce729dea6169658a9cfa4dede6717ba9fa2e4fbd3bc7',
      },
      'onnx/text_model.onnx': {
        sha256: 'd7b2e732e685dcaf5ca2a36e7f5d9169906859f4590766689dbf7b00b20da01b',
      },
      'onnx/vision_model.onnx': {
        sha256: '3032bf5f20bc39e23e9d2fff51ed1406341f1490bade128ffdcc6307af63c246',
      },
    },
  },
  // The commit of jina-on-prem's catalogue. Two users pin this fp16 file by the same checksum; fp32 is not pinned, since its checksum was
  // seen for the sibling repository jina-embeddings-v3-hf only.
  'jinaai/jina-embeddings-v3': {
    revision: 'ab036b023d30b4d1138c4c3bfa9f0c445ab455d6',
    weights: ['fp32', 'fp16'],
    // fastembed 0.9.1, text/multitask_embedding.py.
    roughBytes: { fp32: 2_290_000_000 },
    files: {
      'onnx/model_fp16.onnx': {
        bytes: 1_147_151_362,
        sha256: '329c3ea03a1815cc98f6b97efcafb9000c6c780c2d89d40d4f541b9a88434c38',
      },
    },
  },
};

/** Looks up what is known of a model; tests pass a lookup of their own. Throws `invalid-input` for what can't be the name of a model. */
export function publishedModel(model: string): PublishedModel | undefined {
  checkModelName(model);
  const row = Object.hasOwn(published, model) ? published[model] : undefined;
  const license = knownLicense(model);
  return row === undefined || license === undefined ? undefined : { ...row, license };
}
