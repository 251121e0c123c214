import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copy, type FileAttachOptions, recordFile } from '@nestvec/core/copy';
import { memoryStore } from '@nestvec/testkit/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvRows } from './csv-rows.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nestvec-copy-table-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function table(content: string): Promise<string> {
  const path = join(root, 'theirs.csv');
  await writeFile(path, content);
  return path;
}

const unknown = 'unknown';
const attach: FileAttachOptions = {
  embedder: {
    model: 'theirs/model',
    revision: unknown,
    weights: unknown,
    preprocessing: unknown,
    maxTokens: 512,
    imagePolicy: unknown,
    taskHandling: unknown,
  },
  vectors: { text: { modality: 'text' } },
  names: { text: 'values' },
};

describe('a copy from a table', () => {
  it('of PostgreSQL: rows of a table, whose vector is a text and whose metadata JSON', async () => {
    const path = await table(
      [
        'uuid,document,cmetadata,embedding',
        'a,"two ""dogs""","{""page"": 3, ""tags"": [""x""]}","[0.6,0,0.8]"',
        'b,,{},"{1,0,0}"',
      ].join('\n'),
    );
    const file = recordFile(path, {
      attach: {
        ...attach,
        names: { text: 'embedding' },
        idField: 'uuid',
        textField: 'document',
        metadata: ['cmetadata.*'],
        fields: { page: 'number' },
      },
      rows: (of) => csvRows(of, { vectors: ['embedding'], json: ['cmetadata'] }),
    });
    const to = memoryStore({ collection: 'ours' });
    const report = await copy(file, to, { verify: 'all' });
    expect(report.verification).toMatchObject({ equal: true, records: { compared: 2 } });
    expect(await to.get(['a', 'b'])).toEqual([
      {
        id: 'a',
        text: 'two "dogs"',
        vectors: { text: Float32Array.of(0.6, 0, 0.8) },
        metadata: { page: 3, tags: ['x'] },
      },
      { id: 'b', vectors: { text: Float32Array.of(1, 0, 0) }, metadata: {} },
    ]);
  });

  it('of a kind that is not known needs a reader of its rows', async () => {
    const path = await table('id,values\na,1\n');
    await expect(
      copy(recordFile(path, { attach }), memoryStore({ collection: 'ours' })),
    ).rejects.toThrow('is a table; say how its rows are read, with csvRows');
    expect(() => recordFile(path, { rows: (of) => csvRows(of) })).toThrow(
      'options.attach: is needed with rows',
    );
    const rows = 'csv' as unknown as () => never;
    expect(() => recordFile(path, { attach, rows })).toThrow('options.rows: must be a function');
    const broken = recordFile(path, { attach, rows: (of) => csvRows(of, { vectors: ['values'] }) });
    await writeFile(path, 'id,values\na,"[0.6,0,0.8]"\nb,"[0.6,...]"\n');
    const to = memoryStore({ collection: 'ours' });
    await expect(copy(broken, to)).rejects.toThrow('theirs.csv:3: values holds ... in place');
    expect(await to.describe()).toBeUndefined();
  });
});
