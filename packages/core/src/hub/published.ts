import { checkModelName } from './names.ts';
import { knownLicense } from './license.ts';

/** What is known of a model before any hub is asked. */
export interface PublishedModel {
  /** The commit that is fetched unless another is asked for. */
  readonly revision: string;
  readonly license: string;
  /** Files at that commit whose content is known: whole or beginning of the SHA-256, and size. */
  readonly files: Readonly<Record<string, { readonly bytes?: number; readonly sha256?: string }>>;
}

const published: Readonly<Record<string, Omit<PublishedModel, 'license'>>> = {
  // Sizes and checksums as two independent users of this commit pin them (reference/jina-clip-v2.md, section 2.1).
  'jinaai/jina-clip-v2': {
    revision: 'e10d47f5691d0454a0fb5d13f46f2199b74cb436',
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
};

/** Looks up what is known of a model; tests pass a lookup of their own. */
export function publishedModel(model: string): PublishedModel | undefined {
  checkModelName(model);
  const row = Object.hasOwn(published, model) ? published[model] : undefined;
  const license = knownLicense(model);
  return row === undefined || license === undefined ? undefined : { ...row, license };
}
