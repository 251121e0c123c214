import { expect, it } from 'vitest';
import { copyIn } from './copy-in.ts';

type Copying = Record<`handle${string}`, (given?: unknown) => void> & {
  callback?: () => void;
  submit: (connection: object) => void;
};

/** A client as `pg` is: it puts a callback on what it is given, and watches the time until that is called. */
function clientThat(answer: (copying: Copying) => void) {
  const state = { watching: false, sent: [] as number[] };
  const connection = {
    query: () => {},
    sendCopyFromChunk: (chunk: Buffer) => state.sent.push(chunk.length),
    endCopyFrom: () => state.sent.push(-1),
  };
  const query = (given: unknown): void => {
    const copying = given as Copying; // what copyIn makes
    state.watching = true;
    copying.callback = () => {
      state.watching = false;
    };
    copying.submit(connection);
    answer(copying);
  };
  return { state, client: { query } as never };
}

it('sends pieces of bounded size, and stops the clock that pg started for it', async () => {
  const { state, client } = clientThat((copying) => {
    copying.handleCopyInResponse?.();
    copying.handleReadyForQuery?.();
  });
  await copyIn(client, 'COPY x FROM STDIN', Buffer.alloc(300 * 1024));
  expect(state).toEqual({ watching: false, sent: [256 * 1024, 44 * 1024, -1] });
});

it.each([
  ['the connection breaks', {}],
  ['the server refuses', { severity: 'ERROR' }],
])('rejects and stops the clock where %s', async (_, details) => {
  const { state, client } = clientThat((copying) => {
    copying.handleError?.(Object.assign(new Error('no'), details));
    if ('severity' in details) copying.handleReadyForQuery?.();
  });
  await expect(copyIn(client, 'COPY x FROM STDIN', Buffer.alloc(3))).rejects.toThrow('no');
  expect(state.watching).toBe(false);
});
