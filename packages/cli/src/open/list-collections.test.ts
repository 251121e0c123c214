import { afterEach, describe, expect, it } from 'vitest';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { type Answer, type LocalServer, startServer } from '../__fixtures__/server.ts';

const servers: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(async (server) => await server.close()));
});

const key = 'hush-hush';

/** Lists the collections of a server that answers so, given the key, and with all that can be printed. */
async function list(
  answer: (path: string) => Answer,
  path = '',
): Promise<Outcome & { readonly server: LocalServer }> {
  const server = await startServer(({ url = '' }) => answer(url));
  servers.push(server);
  const outcome = await nestvec(
    ['collection', 'list', '--store', 'qdrant', '--url', `${server.url}${path}`, '--json'],
    { cwd: '/', env: { QDRANT_API_KEY: key, NESTVEC_DEBUG: '1' } },
  );
  expect(outcome.stdout + outcome.stderr).not.toContain(key);
  return { ...outcome, server };
}

const names = (...all: readonly string[]): Answer => [
  200,
  { result: { collections: all.map((name) => ({ name })) }, status: 'ok', time: 0 },
];

const noAliases: Answer = [200, { result: { aliases: [] } }];

describe('listing the collections of a Qdrant server', { timeout: 60_000 }, () => {
  it('asks with the key of the environment, below the path of the address', async () => {
    const outcome = await list(
      (path) => (path.endsWith('/aliases') ? noAliases : names()),
      '/behind/proxy',
    );
    expect(documentOf(outcome)).toEqual({
      store: 'qdrant',
      data: `${outcome.server.url}/behind/proxy`,
      collections: [],
      aliases: [],
    });
    const asked = ['collections', 'aliases'].map((what) => `GET /behind/proxy/${what} ${key}`);
    expect(outcome.server.requests).toEqual(asked);
    expect(outcome.stderr).toBe('');
  });

  it('lists those of others too, also with names that nestvec can not open', async () => {
    const outcome = await list((path) => {
      if (path === '/collections') return names('z z', 'a');
      if (path === '/aliases') return noAliases;
      return [404, { status: { error: 'Not found' } }];
    });
    expect(documentOf(outcome)['collections']).toMatchObject([{ name: 'a' }, { name: 'z z' }]);
    // The first is gone by the time it is looked at, so it is asked whether its name is one of another collection.
    const asked = ['/collections', '/collections/a', '/aliases', '/collections/a', '/aliases'];
    expect(outcome.server.requests).toEqual(asked.map((path) => `GET ${path} ${key}`));
    expect(outcome.code).toBe(0);
  });

  it('lists collections where the server does not list aliases, and says so', async () => {
    const outcome = await list((path) =>
      path === '/aliases' ? [403, { status: { error: 'Forbidden' } }] : names(),
    );
    expect(documentOf(outcome)).toMatchObject({ collections: [], aliases: null });
    expect(outcome.stderr).toContain('does not list its aliases');
    expect(outcome.code).toBe(0);
  });

  it('says where a key is set where the server refuses', async () => {
    const outcome = await list(() => [401, { status: { error: 'Unauthorized' } }]);
    expect(documentOf(outcome)).toMatchObject({
      error: { code: 'store', details: { database: 'qdrant', status: 401, retryable: false } },
    });
    expect(outcome.stderr).toMatch(
      /"error: qdrant: list the collections failed \(401\): .+"\}\n\{"note":"here: set QDRANT_API_KEY/,
    );
    expect(outcome.code).toBe(1);
  });

  it('says that nothing answers where no server is', async () => {
    const gone = await startServer(() => names());
    await gone.close();
    const outcome = await nestvec(['collection', 'list', '--store', 'qdrant', '--url', gone.url], {
      cwd: '/',
    });
    expect(outcome.stderr).toMatch(
      /ECONNREFUSED .+; is the server running, and on this port\?.*\n$/,
    );
  });
});
