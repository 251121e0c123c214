import type { AliasParts } from '@nestvec/core/store';
import { z } from 'zod';
import { strangeAnswer } from './errors.ts';
import { isNoAlias, readFailure } from './failure.ts';
import { collectionName, toClass } from './names.ts';
import type { Session } from './session.ts';

const aliasSchema = z.object({ alias: z.string(), class: z.string() });

/** Weaviate's own aliases. It has no request that changes one only if it leads where it was seen to lead. */
export function aliasParts(
  { api, options }: Pick<Session, 'api' | 'options'>,
  open: AliasParts['open'],
): AliasParts {
  const { address, client } = options;
  return {
    place: client ?? address?.base ?? '',
    async list() {
      const parsed = z.array(aliasSchema).safeParse(await api.listAliases());
      if (!parsed.success) throw strangeAnswer('it has no list of aliases', parsed.error);
      return parsed.data.map(({ alias, class: name }) => ({
        alias: collectionName(alias),
        collection: collectionName(name),
      }));
    },
    async resolve(alias) {
      let answer: unknown;
      try {
        answer = await api.getAlias(toClass(alias, options));
      } catch (error) {
        if (isNoAlias(readFailure(error))) return undefined;
        throw error;
      }
      const parsed = aliasSchema.safeParse(answer);
      if (!parsed.success) throw strangeAnswer('it does not describe an alias', parsed.error);
      return collectionName(parsed.data.class);
    },
    async point(alias, collection, from) {
      const [name, target] = [toClass(alias, options), toClass(collection, options)];
      // A creation is refused where there is one; a change where the class does not exist.
      if (from === undefined) await api.createAlias(name, target);
      else await api.setAlias(name, target);
    },
    remove: async (alias) => await api.deleteAlias(toClass(alias, options)),
    open,
  };
}
