import { createHash } from 'node:crypto';

/** A model as the fixture hub serves it. */
export interface FixtureModel {
  readonly name: string;
  readonly commit: string;
  /** Names of the commit besides itself. */
  readonly refs: readonly string[];
  readonly license: string;
  readonly files: Readonly<Record<string, FixtureFile>>;
  /** Only this token may read its files. */
  readonly token?: string;
  readonly gated?: boolean;
}

/** A file with its checksums; one in LFS is served by the CDN. */
export interface FixtureFile {
  readonly content: Buffer;
  readonly lfs: boolean;
  readonly gitOid: string;
  /** What names it in a cache. */
  readonly oid: string;
}

/** Bytes that look random and are the same in every run. */
export function noise(bytes: number, seed: number): Buffer {
  const content = Buffer.alloc(bytes);
  let state = seed >>> 0 || 1;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    content[i] = state >>> 24;
  }
  return content;
}

/** A file kept in git. */
export function small(text: string): FixtureFile {
  const content = Buffer.from(text);
  const oid = gitOid(content);
  return { content, lfs: false, gitOid: oid, oid };
}

/** A file kept in LFS, its pointer in git. */
export function large(content: Buffer): FixtureFile {
  const oid = createHash('sha256').update(content).digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
  return { content, lfs: true, gitOid: gitOid(Buffer.from(pointer)), oid };
}

/** jina-clip-v2 in small: the same paths, fp32 in two files, content of a few hundred kilobytes. */
export function tinyClip(changes: Partial<FixtureModel> = {}): FixtureModel {
  return {
    name: 'jinaai/jina-clip-v2',
    commit: 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334',
    refs: ['main', 'refs/pr/3'],
    license: 'cc-by-nc-4.0',
    files: {
      'README.md': small('# tiny\n'),
      'config.json': small(
        '{"transformers.js_config":{"use_external_data_format":{"model.onnx":true}}}\n',
      ),
      'preprocessor_config.json': small('{"size":512}\n'),
      'tokenizer.json': large(noise(50_000, 1)),
      'tokenizer_config.json': small('{}\n'),
      'model.safetensors': large(noise(1000, 2)),
      'onnx/model.onnx': large(noise(20_000, 3)),
      'onnx/model.onnx_data': large(noise(300_000, 4)),
      'onnx/model_int8.onnx': large(noise(400_000, 5)),
      'onnx/model_q4.onnx': large(noise(250_000, 6)),
    },
    ...changes,
  };
}

function gitOid(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
