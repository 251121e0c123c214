import type { Embedder, Filter, VectorIndex } from '@nestvec/core';
import type { IndexView } from '@nestvec/core/kit';
import type { Call } from '../app/route.ts';
import type { Key } from '../guard/keys.ts';
import { Refusal, refuse } from '../problem/refusal.ts';
import { type Shown, shownOf } from './shown.ts';

/** What may be seen of an index. */
export interface Grant {
  readonly tenant?: string | undefined;
  readonly filter?: Filter | undefined;
  readonly fields?: readonly string[] | undefined;
}

/** An index as one client may see it. Nothing here leads to the whole of it. */
export interface OpenIndex {
  readonly name: string;
  readonly view: IndexView;
  readonly shown: Shown;
  /** What of a record is shown, as the grant says it; `undefined` for all. */
  readonly fields: readonly string[] | undefined;
  /** What the key may write: an index, or its tenant's, for a key to write that sees all of the records in it. */
  readonly writable: VectorIndex | undefined;
  /** Whether everyone may see the same. */
  readonly isPublic: boolean;
  /** Field that says where the image of a record is, instead of its `uri`. */
  readonly imageField: string | undefined;
}

/** The indexes of a server, each for those who may see it. */
export interface Grants {
  /** Whether there is one for those without a key. */
  readonly hasPublic: boolean;
  /** Names of those that a client may see, in order. */
  names(key: Key | undefined): readonly string[];
  /**
   * Throws 404 for an index that is not there or not for this client; both read alike. `embedWith` is what embeds its queries, instead of
   * what does so for each search by itself.
   */
  open(call: Call, embedWith?: (own: Embedder) => Embedder): OpenIndex;
  /** The same; `undefined` where `open` throws, such as for an index whose tenants this key has no part in. */
  openIfAllowed(call: Call): OpenIndex | undefined;
}

/** What grants are made of. */
export interface GrantParts {
  readonly indexes: ReadonlyMap<string, VectorIndex>;
  readonly publicIndexes: ReadonlyMap<string, Grant>;
  /** What embeds the queries of a request. */
  readonly embedWith: (own: Embedder, call: Call) => Embedder;
  /** By names of indexes, where it is not the `uri` of its records. */
  readonly imageFields: ReadonlyMap<string, string>;
}

/** Grants of keys, and of the indexes that everyone may see. */
export function createGrants({
  indexes,
  publicIndexes,
  embedWith,
  imageFields,
}: GrantParts): Grants {
  const ofTenants = new Map<string, VectorIndex>();

  function grantFor(name: string, key: Key | undefined): Grant | undefined {
    if (!indexes.has(name)) return undefined;
    const { indexes: own = [] } = key ?? {};
    if (key !== undefined && (own === '*' || own.includes(name))) return key;
    return publicIndexes.get(name);
  }

  /** Tenants stand in the server's options, so there are not many of them. */
  function scoped(name: string, index: VectorIndex, tenant: string | undefined): VectorIndex {
    const { tenants } = index.spec;
    if (tenants !== (tenant !== undefined))
      throw refuse(
        403,
        'wrong_tenancy',
        tenants
          ? 'this index has tenants, and the key names none; ask for a key of a tenant'
          : 'this index has no tenants, and the key names one; ask for a key without a tenant',
      );
    if (tenant === undefined) return index;
    const place = JSON.stringify([name, tenant]);
    const known = ofTenants.get(place) ?? index.tenant(tenant);
    ofTenants.set(place, known);
    return known;
  }

  function open(
    call: Call,
    ownEmbedWith = (own: Embedder): Embedder => embedWith(own, call),
  ): OpenIndex {
    const { params, key } = call;
    const { index: name = '' } = params;
    const index = indexes.get(name);
    const grant = grantFor(name, key);
    if (index === undefined || grant === undefined)
      throw refuse(
        404,
        'index_not_found',
        'there is no such index for you; GET /v1/indexes lists those that there are',
        { param: 'index' },
      );
    const { fields, filter } = grant;
    const shown = shownOf(fields);
    const whole = scoped(name, index, grant.tenant);
    const view = whole.view({
      filter,
      fields: shown.fields,
      words: shown.text ? undefined : false,
      embedWith: ownEmbedWith,
    });
    const seesAll = filter === undefined && fields === undefined;
    const writable = grant === key && key.access === 'write' && seesAll ? whole : undefined;
    const imageField = imageFields.get(name);
    return { name, view, shown, fields, writable, isPublic: grant !== key, imageField };
  }

  return {
    hasPublic: publicIndexes.size > 0,
    names: (key) =>
      [...indexes.keys()].filter((name) => grantFor(name, key) !== undefined).toSorted(),
    open,
    openIfAllowed(call) {
      try {
        return open(call);
      } catch (error) {
        if (error instanceof Refusal) return undefined;
        throw error;
      }
    },
  };
}
