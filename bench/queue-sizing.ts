// From one machine to many, by arithmetic: `node bench/queue-sizing.ts items=50e6 rate=40 workers=16`. Every figure is given or follows;
// nothing is run. `rate`: items a second of one worker, which `nestvec doctor` and a first run say.
import { argv } from 'node:process';

const usual = {
  items: 50_000_000,
  /** Items a second of one worker. */
  rate: 40,
  workers: 16,
  /** What the database takes, records a second over all workers: of the bench of that database. */
  writes: 4000,
  /** Bytes of Redis for a waiting item (`bench/queue-memory.ts`). */
  bytes: 510,
  itemsPerJob: 64,
  maxWaiting: 1000,
  /** Tokens an item; 0 for a model on the workers themselves. */
  tokens: 0,
  /** Dollars a million tokens. */
  price: 0,
  /** Dollars an hour of one worker. */
  hour: 0,
  /** Bytes of the producer's list for an item (16 of hash, 16 of version, and the tree around them). */
  list: 60,
};
type Given = Record<keyof typeof usual, number>;

const given: Given = { ...usual };
for (const argument of argv.slice(2)) {
  const [name = '', text = ''] = argument.split('=');
  const value = Number(text);
  if (!Object.hasOwn(usual, name) || !Number.isFinite(value) || text === '')
    throw new Error(`${argument}: give name=number, of ${Object.keys(usual).join(', ')}`);
  given[name as keyof Given] = value; // it is one of them
}

const { items, rate, workers, writes, bytes, itemsPerJob, maxWaiting, tokens, price, hour, list } =
  given;
const embedded = rate * workers;
const perSecond = Math.min(embedded, writes);
const hours = items / perSecond / 3600;
const limit =
  embedded <= writes
    ? 'the workers; the next one is the database, with'
    : 'the database; more workers are worth nothing from';
const lines: readonly (readonly [string, string])[] = [
  ['items', items.toLocaleString('en')],
  ['items an hour, one worker', (rate * 3600).toLocaleString('en')],
  [`items an hour, ${workers} workers`, (perSecond * 3600).toLocaleString('en')],
  ['hours', hours.toFixed(1)],
  ['limit now', `${limit} ${Math.floor(writes / rate)} workers`],
  ['jobs', Math.ceil(items / itemsPerJob).toLocaleString('en')],
  [
    'memory of Redis, whatever the number of items',
    `${((bytes * itemsPerJob * maxWaiting) / 1e6).toFixed(0)} MB`,
  ],
  ['memory of Redis, were all to wait at once', `${((bytes * items) / 1e9).toFixed(1)} GB`],
  ["the producer's list on its disk", `${((list * items) / 1e9).toFixed(1)} GB`],
  ['database writes a second', perSecond.toFixed(0)],
  ['tokens', (tokens * items).toLocaleString('en')],
  ['cost of tokens', `${((tokens * items * price) / 1e6).toFixed(2)} USD`],
  ['cost of workers', `${(hours * workers * hour).toFixed(2)} USD`],
];
for (const [name, value] of lines) console.log(`${name.padEnd(48)} ${value}`);
