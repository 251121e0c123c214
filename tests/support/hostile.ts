/** Values of every kind, by name, as callers without types pass them. */
export function hostileValues(): Readonly<Record<string, unknown>> {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  return {
    undefined,
    null: null,
    number: 5,
    nan: Number.NaN,
    bigint: 1n,
    true: true,
    symbol: Symbol('s'),
    function: () => 1,
    text: 'half \ud800',
    empty: '',
    nul: 'a\0b',
    array: [],
    'array of null': [null],
    object: {},
    misspelt: { singal: 1 },
    circle,
    bare: Object.create(null),
    map: new Map([['a', 1]]),
    set: new Set(['a']),
    bytes: new Uint8Array(2),
    expression: /a/,
    boxed: Object(1),
    generator: (function* () {
      yield 1;
    })(),
    minus: -1,
    endless: Number.POSITIVE_INFINITY,
    promise: Promise.resolve({}),
    long: 'x'.repeat(100_000),
    deep: deep(),
    signal: AbortSignal.timeout(1_000_000_000),
    date: new Date(0),
  };
}

/** Deeper than a stack goes. */
function deep(): object {
  let value: object = {};
  for (let level = 0; level < 20_000; level++) value = { value };
  return value;
}

/** Throw whatever they are asked. */
export function broken(): Readonly<Record<string, object>> {
  const refuse = (): never => {
    throw Object.create(null); // not even an error
  };
  const traps = { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return { proxy: new Proxy({}, traps), list: new Proxy([], traps), revoked: proxy };
}

/** What became of a call: what it threw or rejected with, or that it was accepted, or that it did not end. */
export async function outcomeOf(enter: () => unknown): Promise<unknown> {
  const tooLong = Promise.withResolvers<string>();
  const timer = setTimeout(() => tooLong.resolve('it did not end'), 5000);
  try {
    return await Promise.race([settle(enter), tooLong.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function settle(enter: () => unknown): Promise<unknown> {
  try {
    const given = await enter();
    // What is read one by one begins with the first of it.
    if (isGenerator(given)) {
      await given.next();
      await given.return?.(undefined);
    }
    return 'accepted';
  } catch (error) {
    return error;
  }
}

function isGenerator(value: unknown): value is AsyncGenerator {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
