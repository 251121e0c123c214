import { expect, it } from 'vitest';
import { recent } from './recent.ts';

interface Reading {
  readonly answer: (value: { readonly n: number } | undefined) => void;
  readonly fail: (error: Error) => void;
}

function setUp() {
  const readings: Reading[] = [];
  let time = 0;
  const read = () =>
    new Promise<{ readonly n: number } | undefined>((answer, fail) => {
      readings.push({ answer, fail });
    });
  return {
    readings,
    recently: recent(read, 1000, () => time),
    pass(ms: number) {
      time += ms;
    },
  };
}

it('shares one reading among calls that overlap, and believes it for a while', async () => {
  const { readings, recently, pass } = setUp();
  const both = Promise.all([recently.get(), recently.get()]);
  readings[0]?.answer({ n: 1 });
  expect(await both).toEqual([{ n: 1 }, { n: 1 }]);
  pass(999);
  expect(await recently.get()).toEqual({ n: 1 });
  expect(readings).toHaveLength(1);
  pass(1);
  const later = recently.get();
  readings[1]?.answer({ n: 2 });
  expect(await later).toEqual({ n: 2 });
});

it('keeps neither a failure nor that nothing is there', async () => {
  const { readings, recently } = setUp();
  const failing = Promise.allSettled([recently.get(), recently.get()]);
  readings[0]?.fail(new Error('down'));
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const missing = recently.get();
  readings[1]?.answer(undefined);
  expect(await missing).toBeUndefined();
  const there = recently.get();
  readings[2]?.answer({ n: 1 });
  expect(await there).toEqual({ n: 1 });
});

it('reads again after something has changed, and does not keep what was asked before', async () => {
  const { readings, recently } = setUp();
  const before = recently.get();
  recently.forget();
  const after = recently.get();
  readings[1]?.answer({ n: 2 });
  readings[0]?.answer({ n: 1 });
  expect(await Promise.all([before, after])).toEqual([{ n: 1 }, { n: 2 }]);
  expect(await recently.get()).toEqual({ n: 2 });
  expect(recently.last()).toEqual({ n: 2 });
});

it('can be asked for what is there now, which others then believe', async () => {
  const { readings, recently } = setUp();
  const first = recently.now();
  readings[0]?.answer({ n: 1 });
  await first;
  const second = recently.now();
  readings[1]?.answer({ n: 2 });
  expect(await second).toEqual({ n: 2 });
  expect(await recently.get()).toEqual({ n: 2 });
  expect(readings).toHaveLength(2);
});
