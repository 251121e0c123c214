import type { AliasParts } from '@nestvec/core/store';
import { z } from 'zod';
import type { QdrantApi } from './api.ts';
import { strangeAnswer } from './errors.ts';
import type { Session } from './session.ts';

const answerSchema = z.object({
  aliases: z.array(z.object({ alias_name: z.string(), collection_name: z.string() })),
});

/** Qdrant's own aliases. It has no request that changes one only if it leads where it was seen to lead. */
export function aliasParts(
  { api, options }: Pick<Session, 'api' | 'options'>,
  open: AliasParts['open'],
): AliasParts {
  return {
    place: options.client ?? options.address?.base ?? '',
    list: async () => await readAliases(api),
    resolve: async (alias) => await resolveAlias(api, alias),
    // Over an alias that is there, a creation leads it elsewhere in one step; a removal before it would stay if the creation failed.
    async point(alias, collection) {
      const create = { alias_name: alias, collection_name: collection };
      await api.updateCollectionAliases({ actions: [{ create_alias: create }] });
    },
    async remove(alias) {
      await api.updateCollectionAliases({ actions: [{ delete_alias: { alias_name: alias } }] });
    },
    open,
  };
}

/** The collection that an alias leads to; `undefined` where there is no such alias. */
export async function resolveAlias(
  api: Pick<QdrantApi, 'getAliases'>,
  alias: string,
): Promise<string | undefined> {
  return (await readAliases(api)).find((one) => one.alias === alias)?.collection;
}

async function readAliases(api: Pick<QdrantApi, 'getAliases'>): ReturnType<AliasParts['list']> {
  const parsed = answerSchema.safeParse(await api.getAliases());
  if (!parsed.success) throw strangeAnswer('it has no list of aliases', parsed.error);
  return parsed.data.aliases.map(({ alias_name: alias, collection_name: collection }) => ({
    alias,
    collection,
  }));
}
