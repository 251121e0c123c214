import type { CallOptions } from '../../async/signal.ts';
import { type WriteLock, writeLock } from '../../async/write-lock.ts';
import { invalid, NestvecError } from '../../errors.ts';
import { compareIdentity, describeIdentity } from '../../spec/identity.ts';
import { checkCollectionName } from '../../spec/names.ts';
import type { CollectionDescription } from '../store.ts';
import { aliasMoved, missingAlias } from './alias-errors.ts';
import type { AliasParts } from './alias-parts.ts';
import type { AliasMove, StoreAliases } from './aliases.ts';

/** What the aliases of a store work with. */
export interface AliasHost {
  readonly database: string;
  readonly parts: AliasParts;
  /** Checks the options of a call, and that it may start. Throws `invalid-input`, `closed` or `aborted`. */
  readonly begin: (operation: string, call: CallOptions | undefined) => void;
  /** Runs what asks the database; its errors are then of this library. Ends as soon as the signal of the call fires, if one is given. */
  readonly ask: <Result>(
    operation: string,
    collection: string,
    call: CallOptions | undefined,
    task: () => Promise<Result>,
  ) => Promise<Result>;
}

/** What changes of aliases in one database hold, and drops of the collections that they may lead to. */
export function aliasLock({ database, parts }: Pick<AliasHost, 'database' | 'parts'>): WriteLock {
  return writeLock(database, parts.place, 'aliases');
}

/**
 * Aliases with every check that databases leave to their users. Its calls reject with `not-found` where there is no such collection, and
 * with `invalid-input` where that is an alias itself.
 */
export function createAliases({ database, parts, begin, ask }: AliasHost): StoreAliases {
  const lock = aliasLock({ database, parts });
  const change = async <Result>(collection: string, task: () => Promise<Result>): Promise<Result> =>
    await lock.exclusive(async () => ask('change of an alias', collection, undefined, task));
  const look = async (
    collection: string,
    call: CallOptions | undefined,
  ): Promise<CollectionDescription | undefined> =>
    await parts.open(collection, 'look').describe({ signal: call?.signal, count: false });
  /** Throws unless there is a collection of that very name. */
  const lookAtTarget = async (
    collection: string,
    call: CallOptions | undefined,
  ): Promise<CollectionDescription> => {
    const further = await parts.resolve(collection);
    if (further !== undefined)
      throw invalid(
        'collection',
        `${collection} is an alias itself; name ${further}, its collection`,
      );
    const found = await look(collection, call);
    if (found !== undefined) return found;
    throw new NestvecError(
      'not-found',
      `${database}: there is no collection ${collection} that an alias could lead to`,
      { what: 'collection', name: collection },
    );
  };
  return {
    async list(call) {
      begin('aliases.list', call);
      const found = await ask('list of aliases', '', call, parts.list);
      return found.toSorted((a, b) => (a.alias < b.alias ? -1 : 1));
    },
    async get(alias, call) {
      begin('aliases.get', call);
      checkCollectionName(alias, 'alias');
      return await ask('a look at an alias', alias, call, async () => parts.resolve(alias));
    },
    async set(alias, collection, call) {
      begin('aliases.set', call);
      checkNames(alias, collection);
      await change(collection, async () => {
        const now = await parts.resolve(alias);
        if (now === collection) return;
        if (now !== undefined)
          throw invalid('alias', `${alias} leads to ${now} already; move it instead`);
        await lookAtTarget(collection, call);
        if ((await look(alias, call)) !== undefined)
          throw invalid('alias', `${alias} is a collection; an alias needs a name of its own`);
        begin('aliases.set', call);
        await parts.point(alias, collection, undefined);
      });
    },
    async move(alias, collection, options) {
      begin('aliases.move', options);
      checkNames(alias, collection);
      const { from, otherModel = false } = options ?? {};
      if (from !== undefined) checkCollectionName(from, 'from');
      return await change(collection, async () => {
        const now = await parts.resolve(alias);
        if (now === undefined) throw missingAlias(database, alias);
        if (from !== undefined && now !== from)
          throw aliasMoved(database, { alias, collection: from }, now);
        const move = { alias, from: now, to: collection };
        if (now === collection) return { ...move, verdict: 'equal' as const, fields: [] };
        const target = await lookAtTarget(collection, options);
        const compared = compareSpecs(await look(now, options), target);
        if (compared.verdict !== 'equal' && !otherModel)
          throw otherModelError(database, move, compared);
        begin('aliases.move', options);
        await parts.point(alias, collection, now);
        return { ...move, verdict: compared.verdict, fields: compared.fields };
      });
    },
    async remove(alias, call) {
      begin('aliases.remove', call);
      checkCollectionName(alias, 'alias');
      return await change(alias, async () => {
        if ((await parts.resolve(alias)) === undefined) return false;
        await parts.remove(alias);
        return true;
      });
    },
  };
}

function checkNames(alias: string, collection: string): void {
  checkCollectionName(alias, 'alias');
  checkCollectionName(collection, 'collection');
  if (alias === collection)
    throw invalid('alias', `${alias} is the collection’s own name; give another one`);
}

interface Compared extends Pick<AliasMove, 'verdict' | 'fields'> {
  /** In words, such as `model a → b`. */
  readonly text: string;
}

function compareSpecs(
  before: CollectionDescription | undefined,
  after: CollectionDescription,
): Compared {
  const [old, next] = [before?.spec?.embedder, after.spec?.embedder];
  if (old === undefined || next === undefined)
    return { verdict: 'unknown', fields: [], text: 'one of them does not say which' };
  const { verdict, differences } = compareIdentity(old, next);
  const list = differences.map((d) => `${d.field} ${d.stored} → ${d.given}`).join(', ');
  return {
    verdict,
    fields: differences.map(({ field }) => field),
    text: `${describeIdentity(old)} and ${describeIdentity(next)}: ${list}`,
  };
}

function otherModelError(
  database: string,
  { alias, from, to }: Pick<AliasMove, 'alias' | 'from' | 'to'>,
  { verdict, fields, text }: Compared,
): Error {
  return new NestvecError(
    'identity',
    `${database}: ${from}, which ${alias} leads to, and ${to} were not filled by the same embedder (${text}); apps that open ${alias} need both, as embedders: [old, new]. Where they have them, pass otherModel: true`,
    { verdict: verdict === 'equal' ? 'different' : verdict, fields },
  );
}
