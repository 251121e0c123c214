import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalHub, startHub } from '../__fixtures__/hub.ts';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

let at: Workplace;
let hub: LocalHub;
beforeAll(async () => {
  at = await createWorkplace();
  hub = await startHub();
});
afterAll(async () => {
  await hub.close();
  await at.remove();
});

const run = async (...args: readonly string[]): Promise<Outcome> =>
  await nestvec(args, {
    cwd: at.folder,
    env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: at.path('cache') },
  });

describe('nestvec model', { timeout: 60_000 }, () => {
  it('says of a name that is too long for any file that it is not a model’s', async () => {
    for (const name of ['x'.repeat(300), 'x'.repeat(100_000)]) {
      const { code, stderr } = await run('model', 'verify', name);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: model: "x{40}…" is not a model's name;/);
    }
    const { stderr } = await run('model', 'pull', 'a/b', '--revision', 'x'.repeat(100_000));
    expect(stderr).toMatch(/^error: revision: "x{40}…" is not a branch, a tag or a commit\n$/);
  });

  it('has mini-clip without a pull', async () => {
    const { stdout } = await run('model', 'list');
    expect(stdout).toMatch(
      /^mini-clip {2}comes with nestvec .+\nno others in .+cache\nknown models\n/,
    );
    expect(stdout).toMatch(/^ {2}jinaai\/jina-clip-v2 +CC-BY-NC-4\.0 +local, jina$/m);
    expect(stdout).toMatch(/^ {2}jinaai\/jina-clip-v1 +Apache-2\.0 +local, jina$/m);
    expect(stdout).toMatch(/^ {2}jinaai\/jina-embeddings-v3 +CC-BY-NC-4\.0 +local, jina$/m);
    expect(stdout).toMatch(
      /^ {2}jinaai\/jina-embeddings-v5-omni-small +licence not known here +jina$/m,
    );
    const { stdout: verified, code } = await run('model', 'verify', 'mini-clip');
    expect(verified).toContain('files  5 files, no checksums of them are published');
    expect(verified).toMatch(/^ok {5}texts: /m);
    expect(verified).toMatch(
      /^memory texts: \d+\.\d MB of weights and 83\.9 MB for a text of 512 tokens$/m,
    );
    expect(code).toBe(0);
  });

  it('pulls a model, and shows its licence the first time only', async () => {
    const first = await run('model', 'pull', hub.model, '--weights', 'fp16');
    expect(first.stderr).toContain(
      'someone/clip is licensed under cc-by-nc-4.0, which allows no commercial use',
    );
    expect(first.stdout).toMatch(
      /^someone\/clip at aaaaaaa is in .+cache.+ \(\d+\.\d MB\)\nUse it: /,
    );
    expect(first.code).toBe(0);
    const asked = hub.requests.length;
    const again = await run('model', 'pull', hub.model, '--weights', 'fp16', '--json');
    expect(again.stderr).toBe('');
    expect(documentOf(again)).toMatchObject({ model: 'someone/clip', revision: 'a'.repeat(40) });
    expect(hub.requests.slice(asked).filter((path) => path.includes('/resolve/'))).toEqual([]);
  });

  it('lists it and proves its files and vectors', async () => {
    const { stdout } = await run('model', 'list');
    expect(stdout).toMatch(/^someone\/clip at aaaaaaa .+\n {2}fp16 +\d+\.\d MB {2}complete$/m);
    const verified = await run('model', 'verify', hub.model);
    expect(verified.stdout).toContain('files  5 files, the checksums of 5 are right');
    expect(verified.code).toBe(0);
  });

  it('is then used by its name, and by the collection that it filled', async () => {
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
    const ingest = await run('ingest', 'rows.jsonl', '-c', 'rows', '--model', hub.model);
    expect(ingest.code).toBe(0);
    expect((await run('search', 'rows', 'violin')).code).toBe(0);
  });

  it('says which weights there are where the asked ones are missing', async () => {
    const outcome = await run('model', 'pull', hub.model, '--weights', 'q4');
    expect(outcome.stderr).toContain('has no weights "q4"; there are: fp16');
    expect(outcome.code).toBe(1);
  });

  it('says what it can’t reach', async () => {
    const outcome = await nestvec(['model', 'pull', 'someone/other'], {
      cwd: at.folder,
      env: { HF_HUB_OFFLINE: '1', HF_HUB_CACHE: at.path('cache') },
    });
    expect(outcome.stderr).toMatch(/^error: .*someone\/other.*offline/i);
    expect(outcome.code).toBe(1);
  });
});
