import type { JsonObject, VectorIndex } from '@nestvec/core';
import {
  checkList,
  checkMethods,
  checkNames,
  describeValue,
  invalid,
  isPlainObject,
} from '@nestvec/core/kit';

/** An index as far as it is read: one that `createIndex` gave, a tenant’s, or a view. */
export type ReadableIndex = Pick<VectorIndex, 'spec' | 'embedder' | 'store' | 'search'>;

/** An index as one client may use it. */
export interface McpIndex {
  /** What is read; narrowed already, where the client may not see all of it. */
  readonly read: ReadableIndex;
  /** What is written. Default: nothing can be written. */
  readonly write?: Pick<VectorIndex, 'ingest' | 'store' | 'spec'> | undefined;
  /**
   * Parts of the records that are shown, and declared fields that are filtered by: keys of the metadata, and `$text` for texts. Default:
   * all.
   */
  readonly fields?: readonly string[] | undefined;
  /** What is in it, in a sentence for the agent. */
  readonly description?: string | undefined;
}

/** What one client may use. */
export interface McpScope {
  /** By the names that the client knows them by; no others can be reached. */
  readonly indexes: Readonly<Record<string, McpIndex>>;
  /** Whether paths and URLs of contents are shown, such as for sources of answers. Default false. */
  readonly uris?: boolean | undefined;
  /**
   * Where the client can fetch the image of a record that says it is at `uri`, for links; `undefined` for one that it can't. Default: from
   * this server, where its file is in a folder that is allowed.
   */
  readonly imageUrl?:
    | ((index: string, id: string, uri: string | undefined) => string | undefined)
    | undefined;
}

/** An index of a scope, with its name. */
export interface OpenIndex extends McpIndex {
  readonly name: string;
}

const checkScopeNames = checkNames<McpScope>({
  indexes: true,
  uris: true,
  imageUrl: true,
});
const checkIndexNames = checkNames<McpIndex>({
  read: true,
  write: true,
  fields: true,
  description: true,
});

/** Names that fit into a resource’s URI and a schema. */
const namePattern = /^[\w.-]{1,128}$/;

/** The indexes of a scope, by name. Throws `invalid-input` for what is not a scope, and for one without an index. */
export function openScope(scope: McpScope): readonly OpenIndex[] {
  checkScopeNames(scope, 'scope');
  const given: unknown = (scope as McpScope | undefined)?.indexes; // the names alone were looked at
  if (!isPlainObject(given) || Object.keys(given).length === 0)
    throw invalid('scope.indexes', `must name an index at least, got ${describeValue(given)}`);
  return Object.entries(scope.indexes).map(([name, index]) => {
    const path = `scope.indexes.${name}`;
    if (!namePattern.test(name))
      throw invalid(path, 'must be named by letters, digits, `_`, `.` and `-`');
    checkIndexNames(index, path);
    checkReadable(index.read, `${path}.read`);
    if (index.write !== undefined)
      checkMethods(index.write, ['ingest'], `${path}.write`, 'an index');
    if (index.fields !== undefined) checkList(index.fields, `${path}.fields`);
    return { name, ...index };
  });
}

function checkReadable(read: ReadableIndex, path: string): void {
  checkMethods(read, ['search'], path, 'an index, as createIndex gives it');
  checkMethods(read.store, ['get', 'count'], `${path}.store`, 'a store');
}

/** Whether a part of records may be seen. */
export function isShown({ fields }: Pick<McpIndex, 'fields'>, part: string): boolean {
  return fields?.includes(part) ?? true;
}

/** Metadata without what is not shown. */
export function shownMetadata(index: Pick<McpIndex, 'fields'>, metadata: JsonObject): JsonObject {
  if (index.fields === undefined) return metadata;
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => isShown(index, key)));
}
