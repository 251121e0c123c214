import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { closedToOthers } from '@nestvec/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  documentOf,
  nestvec,
  nestvecProcess,
  type Outcome,
  type ProcessOptions,
} from './__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from './__fixtures__/workplace.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const run = async (
  args: readonly string[],
  { uid, env = {} }: Pick<ProcessOptions, 'uid' | 'env'> = {},
): Promise<Outcome> =>
  uid === undefined
    ? await nestvec(args, { cwd: at.folder, env })
    : await nestvecProcess(args, { cwd: at.folder, env, uid });

/** The one sentence of a run that failed as it should: on stderr, no stack, nothing on stdout, exit code 1. */
function sentenceOf({ code, stdout, stderr }: Outcome): string {
  expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({
    code: 1,
    stdout: '',
    lines: 2,
  });
  expect(stderr).toMatch(/^error: .+\n$/);
  return stderr;
}

async function collections(): Promise<unknown> {
  return documentOf(await run(['collection', 'list', '--json']))['collections'];
}

describe('a source that can not be read', { timeout: 60_000 }, () => {
  it('ends with 1 and leaves no data folder where the path does not exist', async () => {
    expect(sentenceOf(await run(['ingest', 'missing', '-c', 'photos']))).toMatch(
      'there is no file or folder missing',
    );
    expect(existsSync(at.path('.nestvec'))).toBe(false);
  });

  it('ends with 1 for an empty folder', async () => {
    await mkdir(at.path('photos'));
    expect(sentenceOf(await run(['ingest', 'photos', '-c', 'photos']))).toMatch(
      'photos holds no documents',
    );
    expect(existsSync(at.path('.nestvec'))).toBe(false);
  });

  it('ends with 1 for a JSONL file without rows', async () => {
    await at.write('rows.jsonl', '\n');
    expect(sentenceOf(await run(['ingest', 'rows.jsonl', '-c', 'rows']))).toMatch(
      'rows.jsonl has no rows',
    );
  });
});

describe('items that can not be used', { timeout: 60_000 }, () => {
  it('ends with 1 and makes no collection where the only image is broken', async () => {
    await at.write('photos/broken.jpg', 'no image');
    const outcome = await run(['ingest', 'photos', '-c', 'photos']);
    expect(outcome.stderr).toMatch(
      /broken\.jpg: .+\nerror: 1 item read, and nothing could be used or written\n$/,
    );
    expect(outcome.stdout).toBe('');
    expect(outcome.code).toBe(1);
    expect(await collections()).toEqual([]);
  });

  it('ends with 2 and writes the good ones where one of three is broken', async () => {
    await at.write('photos/broken.jpg', 'no image');
    await at.image('violin', 'photos/violin.webp');
    await at.image('banana', 'photos/banana.webp');
    const outcome = await run(['ingest', 'photos', '-c', 'photos', '--json']);
    expect(documentOf(outcome)).toMatchObject({
      read: 3,
      written: 2,
      failed: 1,
      failures: [{ id: 'broken.jpg', stage: 'embed', code: 'image' }],
    });
    expect(outcome.stderr).toContain('broken.jpg');
    expect(outcome.code).toBe(2);
    expect(await collections()).toMatchObject([{ name: 'photos', count: 2 }]);
  });

  it('lists the first ten and counts the rest', async () => {
    const rows = Array.from({ length: 14 }, (_, row) => JSON.stringify({ id: row, text: 'x' }));
    await at.write('rows.jsonl', [...rows, '{"id":"good","text":"a violin"}'].join('\n'));
    const outcome = await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    expect(outcome.stderr.match(/rows\.jsonl:\d+/g)).toHaveLength(10);
    expect(outcome.stderr).toContain('rows.jsonl:10.id: must be a string');
    expect(outcome.stderr).toContain('… and 4 more');
    expect(outcome.stdout).toContain('1 item written, 14 failed');
    expect(outcome.code).toBe(2);
  });

  it('names an item also where its id is a piece of the message', async () => {
    await at.write('rows.jsonl', '{"id":"d"}');
    const outcome = await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    expect(outcome.stderr).toContain('  d: item: has nothing to embed;');
  });

  it('says that a folder is not an image', async () => {
    await mkdir(at.path('images'));
    await at.write('rows.jsonl', '{"id":"1","image":"images"}');
    const outcome = await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    expect(outcome.stderr).toContain(': is a directory, not a');
    expect(outcome.code).toBe(1);
    expect(await collections()).toEqual([]);
  });

  it('reports a field that has not its declared type', async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"shoe","metadata":{"price":"cheap"}}');
    const outcome = await run(['ingest', 'rows.jsonl', '-c', 'rows', '--fields', 'price:number']);
    expect(outcome.stderr).toContain('price: is declared as number, got "cheap"');
    expect(outcome.code).toBe(1);
    expect(await collections()).toEqual([]);
  });
});

/** Permissions don't bind root, so the program runs as another user then. */
const asNobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};
const closed = closedToOthers(import.meta.url);

describe('a data folder that can not be used', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
  });

  it('ends with 1 where it is below a file', async () => {
    await at.write('file', 'x');
    expect(
      sentenceOf(await run(['ingest', 'rows.jsonl', '-c', 'rows', '--data', 'file/data'])),
    ).toMatch(/not a directory|is a file/i);
  });

  it('ends with 1 where it is a file', async () => {
    await at.write('file', 'x');
    expect(sentenceOf(await run(['ingest', 'rows.jsonl', '-c', 'rows', '--data', 'file']))).toMatch(
      'is a file; name a folder',
    );
  });

  it('is not listed where it is a file', async () => {
    await at.write('file', 'x');
    const outcome = await run(['collection', 'list', '--data', 'file']);
    expect(sentenceOf(outcome)).toMatch('is a file; name a folder');
  });

  it('is not listed where it may not be read', async (context) => {
    context.skip(closed !== undefined, closed);
    await mkdir(at.path('locked'));
    await chmod(at.path('locked'), 0o000);
    await chmod(at.folder, 0o755);
    const outcome = await run(['collection', 'list', '--data', 'locked'], asNobody);
    expect(sentenceOf(outcome)).toMatch(
      /listing the collections in .+locked failed: Permission denied/,
    );
  });

  it('ends with 1 where it may not be written', async (context) => {
    context.skip(closed !== undefined, closed);
    await mkdir(at.path('locked'));
    await chmod(at.path('locked'), 0o555);
    await chmod(at.folder, 0o755);
    const outcome = await run(
      ['ingest', 'rows.jsonl', '-c', 'rows', '--data', 'locked/data'],
      asNobody,
    );
    expect(sentenceOf(outcome)).toMatch(/permission denied.*choose a folder that can be written/i);
    expect(existsSync(at.path('locked/data'))).toBe(false);
  });
});

describe('a collection that does not fit', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    await at.write(
      'rows.jsonl',
      '{"id":"1","text":"a violin","metadata":{"price":3,"color":"red"}}',
    );
  });

  it('is not searched where it does not exist, and the others are named', async () => {
    expect(sentenceOf(await run(['search', 'shop', 'x']))).toMatch(
      /there is no collection shop in \.nestvec; fill it with: .+ ingest <path> --collection shop/,
    );
    await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    expect(sentenceOf(await run(['search', 'shop', 'x']))).toMatch(
      'there is no collection shop in .nestvec; there is rows',
    );
  });

  it('refuses a model other than the one that filled it', async () => {
    await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    await otherModel(at);
    const search = await run(['search', 'rows', 'x', '--model', './other']);
    expect(sentenceOf(search)).toMatch(
      /rows was filled by nestvec\/mini-clip@2 fp16 and this embedder is someone\/else@9/,
    );
    expect(
      sentenceOf(await run(['ingest', 'rows.jsonl', '-c', 'rows', '--model', './other'])),
    ).toMatch('was filled by');
    expect(await collections()).toMatchObject([{ name: 'rows', count: 1 }]);
  });

  it('refuses a filter over a field that was not declared, and one that is not JSON', async () => {
    await run(['ingest', 'rows.jsonl', '-c', 'rows', '--fields', 'price:number']);
    expect(sentenceOf(await run(['search', 'rows', 'x', '--filter', '{"color":"red"}']))).toMatch(
      '"color" is not a declared field; declared: price',
    );
    expect(sentenceOf(await run(['search', 'rows', 'x', '--filter', '{price}']))).toMatch(
      '--filter: is not JSON',
    );
    const large = await run(['search', 'rows', 'x', '--filter', '{"price":9007199254740993}']);
    expect(sentenceOf(large)).toMatch('--filter: holds the number 9007199254740993');
    expect(sentenceOf(await run(['search', 'rows', 'x', '--filter', '[1]']))).toMatch('filter');
  });

  it('says what to do where other fields are asked for', async () => {
    await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    const outcome = await run(['ingest', 'rows.jsonl', '-c', 'rows', '--fields', 'price:number']);
    expect(sentenceOf(outcome)).toMatch(
      /fields\.price.+; here: .+ collection apply rows --fields price:number \(or leave out --fields\)$/m,
    );
  });

  it('refuses a name that no database takes', async () => {
    expect(sentenceOf(await run(['ingest', 'rows.jsonl', '-c', 'a b']))).toMatch(
      '"a b" is not a usable collection name',
    );
  });
});

describe('a model that is not there', { timeout: 60_000 }, () => {
  beforeEach(async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
  });

  it('names the command that fetches it', async () => {
    const outcome = await run([
      'ingest',
      'rows.jsonl',
      '-c',
      'rows',
      '--model',
      'jinaai/jina-clip-v2',
    ]);
    expect(sentenceOf(outcome)).toMatch(
      /fetch it with: .+ model pull jinaai\/jina-clip-v2, or give --model /,
    );
    expect(existsSync(at.path('.nestvec'))).toBe(false);
  });

  it('distinguishes a directory from a name', async () => {
    expect(
      sentenceOf(await run(['ingest', 'rows.jsonl', '-c', 'rows', '--model', './models/x'])),
    ).toMatch('there is no model directory ./models/x');
  });
});

describe('a command line that is wrong', { timeout: 60_000 }, () => {
  it.each([
    [['search', 'photos'], 'give a text to search for, or an image with --image <path>'],
    [
      ['search', 'photos', 'a', '--image', 'b.jpg'],
      'give a text, --image or --like, and only one of them',
    ],
    [['search'], "missing required argument 'collection'"],
    [['search', 'photos', 'x', '--limit', '0'], 'It must be a whole number from 1.'],
    [['search', 'photos', 'x', '--min-score', '2'], 'It must be a number from -1 to 1.'],
    [['search', 'photos', 'x', '--over', 'sound'], 'Allowed choices are image, text, both.'],
    [['search', 'photos', 'x', '--nope'], "unknown option '--nope'"],
    [['ingest', 'x'], "required option '-c, --collection <name>' not specified"],
    [['ingest', 'x', '-c', 'y', '--fields', 'price'], 'Write name:type'],
    [['ingest', 'x', '-c', 'y', '--weights', 'q5'], 'Allowed choices are int8'],
    [['search', 'photos', 'x', '--using', 'image', '--over', 'image'], 'leave out --over'],
    [
      ['search', 'photos', 'x', '--store', 'sqlite'],
      'Allowed choices are lancedb, qdrant, weaviate, pinecone, postgres, pglite.',
    ],
    [['search', 'photos', 'x', '--url', 'http://localhost:6333'], 'add --store qdrant'],
    [['quickstart', '--store', 'qdrant'], 'add --url http://localhost:6333'],
    [['quickstart', '--store', 'weaviate'], 'add --url http://localhost:8080'],
    [
      ['search', 'photos', 'x', '--grpc-url', 'http://localhost:50051'],
      '--grpc-url: is for Qdrant and Weaviate; leave it out',
    ],
    [['collection', 'plan', 'photos', '--vectors', 'image'], 'Write name:dimensions'],
    [['collection', 'plan', 'photos', '--vectors', 'photo:64'], 'must begin with image or text'],
    [['fly'], "unknown command 'fly'"],
    [['ingest', 'x', '-c', '--prune'], 'has no value: --prune is a flag'],
  ])('%j', async (args, sentence) => {
    expect(sentenceOf(await run(args))).toMatch(sentence);
  });

  it('is one document on stdout in JSON mode too', async () => {
    const outcome = await run(['search', 'photos', 'x', '--nope', '--json']);
    expect(documentOf(outcome)).toEqual({
      error: {
        code: 'invalid-input',
        message: "unknown option '--nope'",
        details: { field: 'command' },
      },
    });
    expect(outcome.code).toBe(1);
  });

  it('is one document too where --json stands in the place of a value', async () => {
    const { code, stderr, stdout } = await run(['ingest', 'x', '-c', '--json']);
    const message = "option '-c, --collection <name>' has no value: --json is a flag";
    expect(documentOf({ code, stderr, stdout })).toMatchObject({ error: { message } });
    expect(code).toBe(1);
  });

  it('gets the advice to put a text that begins with a dash behind --', async () => {
    const { stderr } = await run(['search', 'photos', '-5 degrees']);
    expect(stderr).toBe(
      `error: unknown option '-5 degrees'\nhere: put a text that begins with a dash behind --: -- "-5 degrees"\n`,
    );
  });

  it.each([
    ['QDRANT_API_KEY', ['collection', 'list', '--store', 'qdrant', '--url', 'http://127.0.0.1:9']],
    [
      'WEAVIATE_API_KEY',
      ['collection', 'list', '--store', 'weaviate', '--url', 'http://127.0.0.1:9'],
    ],
    ['PINECONE_API_KEY', ['collection', 'list', '--store', 'pinecone']],
    ['JINA_API_KEY', ['doctor', '--embedder', 'jina']],
    ['JINA_API_KEY', ['ingest', 'https://127.0.0.1:9/', '-c', 'photos', '--reader', 'jina']],
  ])('names %s where it holds a line break, and never shows the key: %j', async (name, args) => {
    const env = { [name]: 'hush-hush\nsecond-line', NESTVEC_DEBUG: '1' };
    const { stdout, stderr, code } = await run(args, { env });
    expect(stdout + stderr).toContain(`${name}: is empty or holds a character that no key has`);
    expect(stdout + stderr).not.toMatch(/hush|second/);
    expect(code).toBe(1);
  });

  it('drops nothing unasked where no one can answer', async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
    await run(['ingest', 'rows.jsonl', '-c', 'rows']);
    expect(sentenceOf(await run(['collection', 'drop', 'rows']))).toMatch('add --yes to do it');
    expect(await collections()).toMatchObject([{ name: 'rows' }]);
  });
});

describe('an error in JSON mode', () => {
  it('is one document on stdout, and the sentence is an event on stderr', async () => {
    const outcome = await run(['search', 'shop', 'x', '--json']);
    expect(documentOf(outcome)).toMatchObject({
      error: { code: 'not-found', details: { what: 'collection', name: 'shop' } },
    });
    expect(outcome.stderr).toMatch(/^\{"note":"error: there is no collection shop.+"\}\n$/);
    expect(outcome.code).toBe(1);
  });

  it('shows where it comes from with NESTVEC_DEBUG only', async () => {
    const debug = await run(['search', 'shop', 'x'], { env: { NESTVEC_DEBUG: '1' } });
    expect(debug.stderr).toContain('    at ');
    expect((await run(['search', 'shop', 'x'])).stderr).not.toContain('    at ');
  });
});

/** mini-clip under another name. */
async function otherModel({ path, write }: Workplace): Promise<void> {
  const { cp, readFile } = await import('node:fs/promises');
  const { modelDirectory } = await import('@nestvec/mini-clip');
  await cp(modelDirectory, path('other'), { recursive: true });
  const config: unknown = JSON.parse(await readFile(path('other/config.json'), 'utf8'));
  await write(
    'other/config.json',
    JSON.stringify({ ...Object(config), _name_or_path: 'someone/else', revision: '9' }),
  );
}
