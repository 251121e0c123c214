import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NestvecError, type Store } from '@nestvec/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testIo } from '../__fixtures__/io.ts';
import { nestvec } from '../__fixtures__/nestvec.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';
import { keyAdvice } from '../key-hint.ts';
import { readSides } from './copy-sides.ts';
import { adviseOnSide } from './refused-key.ts';

let at: Workplace;
beforeEach(async () => {
  at = await createWorkplace();
});
afterEach(() => at.remove());

const refusal = (status = 401): NestvecError =>
  new NestvecError('store', 'qdrant: describe of "photos" failed', {
    database: 'qdrant',
    collection: 'photos',
    operation: 'describe',
    unconfirmedIds: [],
    retryable: false,
    status,
  });

const one = 'qdrant:http://localhost:6333#photos';
const other = 'qdrant:http://localhost:7333#photos';

/** The advice on an error of a copy, whose source answers as it is said to. */
async function adviceOn(
  error: NestvecError,
  [source, target]: readonly [string, string],
  describe: () => Promise<undefined>,
  variables: { readonly from?: string; readonly to?: string } = { from: 'OLD_KEY', to: 'NEW_KEY' },
): Promise<string | undefined> {
  const io = testIo({ cwd: at.folder });
  const flags = { json: false, verify: 'sample', dryRun: false, merge: false, otherModel: false };
  const sides = readSides([source, target], flags as Parameters<typeof readSides>[1], io);
  const keys = {
    from: { apiKey: undefined, variable: variables.from },
    to: { apiKey: undefined, variable: variables.to },
  };
  await adviseOnSide(error, { sides, from: { describe } as unknown as Store, keys }, io);
  return keyAdvice(error);
}

const answers = async (): Promise<undefined> => await Promise.resolve(undefined);
const refuses = async (): Promise<never> => await Promise.reject(refusal());

describe('a key that is not taken', () => {
  it('is of the side whose database said so', async () => {
    expect(await adviceOn(refusal(), [one, 'lancedb:./x#photos'], refuses)).toBe(
      'set OLD_KEY to a key that the server takes, that of the source',
    );
    expect(await adviceOn(refusal(403), ['lancedb:./x#photos', one], refuses)).toBe(
      'set NEW_KEY to a key that the server takes, that of the target',
    );
  });

  it('is of the target where the source of the same database answers, and of the source where not', async () => {
    expect(await adviceOn(refusal(16), [one, other], answers)).toContain('NEW_KEY');
    expect(await adviceOn(refusal(7), [one, other], refuses)).toContain('OLD_KEY');
  });

  it('names the flag where no variable is named for that side', async () => {
    expect(await adviceOn(refusal(), [one, other], answers, { from: 'QDRANT_API_KEY' })).toBe(
      "name the variable of the target's key with --to-key-variable",
    );
  });

  it('is all that is advised on', async () => {
    expect(await adviceOn(refusal(500), [one, other], answers)).toBeUndefined();
    expect(keyAdvice(new Error('other'))).toBeUndefined();
    expect(keyAdvice(refusal())).toBe('set QDRANT_API_KEY to a key that the server takes');
  });
});

describe('nestvec copy', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer((_, outgoing) => {
      outgoing.writeHead(401, { 'content-type': 'application/json' });
      outgoing.end('{"status":{"error":"Unauthorized"}}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => void server.close());

  it('names the variable of the side that refused its key', async () => {
    const { port } = server.address() as AddressInfo; // it listens
    const address = `qdrant:http://127.0.0.1:${port}#photos`;
    await at.write('rows.jsonl', '{"id":"1","text":"a violin"}');
    await nestvec(['ingest', 'rows.jsonl', '-c', 'photos'], { cwd: at.folder });
    const options = { cwd: at.folder, env: { THEIR_KEY: 'wrong' } };
    const into = await nestvec(['copy', 'photos', address, '--to-key-variable=THEIR_KEY'], options);
    expect(into.code).toBe(1);
    expect(into.stderr).toContain(
      'here: set THEIR_KEY to a key that the server takes, that of the target',
    );
    const from = await nestvec(['copy', address, 'photos2'], options);
    expect(from.stderr).toContain(
      'here: set QDRANT_API_KEY to a key that the server takes, that of the source',
    );
  });
});
