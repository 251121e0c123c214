import { invalid, unsupported } from '@nestvec/core/kit';
import { type CollectionMemory, resolveSpec } from '@nestvec/core/store';
import type { IndexInfo } from './api.ts';
import type { AttachOptions } from './attach-options.ts';
import { databaseName } from './errors.ts';
import type { HomeMemory } from './memory.ts';
import type { ResolvedOptions } from './options.ts';

/** The declaration of an index that someone else made. Throws where the index shows that it is not so. */
export function recall(info: IndexInfo, attach: AttachOptions, collection: string): HomeMemory {
  const { embedder, vectors, fields } = attach;
  const spec: CollectionMemory['spec'] = resolveSpec({
    name: collection,
    embedder,
    vectors,
    fields,
  });
  const [[home, { dimensions }] = ['', { dimensions: 0 }]] = Object.entries(spec.vectors);
  const path = `pinecone.attach.vectors.${home}`;
  if (info.dimension === undefined)
    throw unsupported(
      `a search over ${info.name}, which has no dense vector`,
      databaseName,
      'attach an index that has one',
    );
  if (info.dimension !== dimensions)
    throw invalid(path, `has ${dimensions} dimensions where the index has ${info.dimension}`);
  if (info.metric !== 'cosine')
    throw unsupported(
      `cosine scores over ${info.name}, which is compared by ${info.metric}`,
      databaseName,
      'the lengths of its vectors are not known; use an index with cosine',
    );
  const attached = { names: {}, added: {}, taken: [''] };
  return { spec, incomplete: [], home, attached };
}

/** Throws for an attached index: what someone else made is neither changed as a whole nor deleted here. */
export function checkOwn({ attach, collection }: ResolvedOptions, what: string): void {
  if (attach === undefined) return;
  throw unsupported(
    `${what} of "${collection}", an index that someone else made`,
    databaseName,
    'do it in the console, or make a collection of another name',
  );
}
