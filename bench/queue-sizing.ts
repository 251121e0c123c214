// From one machine to many, by arithmetic: `node bench/queue-sizing.ts items=50e6 rate=39 workers=16`. Every figure is given or follows;
// nothing is run. `rate`: items a second of one worker, which `nestvec doctor` and a first run say. Usual values are those measured in
// bench/README.md, and the tables at the end are what all of them come to.
import { argv } from 'node:process';

const usual = {
  items: 50_000_000,
  /** Items a second of one worker: photos by mini-clip on two cores. */
  rate: 39,
  workers: 16,
  /** What the database takes, records a second over all workers: Qdrant over REST. */
  writes: 5223,
  /** Bytes of Redis for a waiting item: an image by its path; 1,301 for a passage of 1,000 characters (`bench/queue-memory.ts`). */
  bytes: 245,
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

/** Items a second of one worker, as measured. */
const rates: Readonly<Record<string, number>> = {
  'photos, mini-clip, two cores': 39,
  'photos, the size of jina-clip-v2, int8, two cores': 0.44,
  'photos, the size of jina-clip-v2, fp32, two cores': 0.18,
};
/** Records a second that a database takes on two cores, as measured. */
const databases: Readonly<Record<string, number>> = {
  'Qdrant over gRPC': 10_750,
  'Qdrant over REST': 5223,
  'Weaviate, graph of 64 and flat 1,024': 2729,
  'PostgreSQL, into an HNSW over 64': 851,
};
const inDays = (seconds: number): string => (seconds / 86_400).toFixed(1);
console.log(
  `\n| ${items.toLocaleString('en')} items | items an hour, one | days, ${workers} workers | workers for one day |`,
);
console.log('| --- | --- | --- | --- |');
for (const [name, one] of Object.entries(rates))
  console.log(
    `| ${name} | ${Math.round(one * 3600).toLocaleString('en')} | ${inDays(items / (one * workers))} | ${Math.ceil(items / one / 86_400).toLocaleString('en')} |`,
  );
console.log(
  `\n| database | days at the least | ${Object.values(rates)
    .map((one) => `workers of ${one}/s that it keeps up with`)
    .join(' | ')} |`,
);
console.log(
  `| --- | --- |${Object.keys(rates)
    .map(() => ' --- |')
    .join('')}`,
);
for (const [name, most] of Object.entries(databases))
  console.log(
    `| ${name} | ${inDays(items / most)} | ${Object.values(rates)
      .map((one) => Math.floor(most / one).toLocaleString('en'))
      .join(' | ')} |`,
  );
