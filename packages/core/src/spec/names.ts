import { invalid } from '../errors.ts';
import { describeValue } from '../json.ts';

/**
 * Names that stores use for their own columns and properties. All of them start with an underscore, and no name that
 * a user declares may, so the two never meet.
 */
export const reservedNames = {
  id: '_id',
  /** The id, where a database means something else by `_id`. */
  recordId: '_record_id',
  /** The id as the database keys it, where that is not the id itself. */
  key: '_key',
  tenant: '_tenant',
  /** The whole metadata object as JSON. */
  metadata: '_metadata',
  text: '_text',
  uri: '_uri',
  parentId: '_parent_id',
  source: '_source',
  contentHash: '_content_hash',
  /** The words of the text, for the database's full text. */
  words: '_words',
  /** Prefix of a named vector where vectors and fields share one name space. */
  vectorPrefix: '_vector_',
} as const;

const userName = /^[A-Za-z][A-Za-z0-9_]{0,62}$/;
const collectionName = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/;

/**
 * Checks the name of a declared field or a named vector: a letter, then letters, digits and `_`, at most 63 in all. Throws `invalid-input`
 * naming the place.
 */
export function checkUserName(name: string, path: string): void {
  if (!userName.test(name)) {
    throw invalid(
      path,
      `${describeValue(name)} is not a usable name; start with a letter, then letters, digits or _, at most 63`,
    );
  }
}

/** Checks the name of a collection: as a field's, and `-` too. Throws `invalid-input` naming the place. */
export function checkCollectionName(name: unknown, path: string): asserts name is string {
  if (typeof name !== 'string' || !collectionName.test(name)) {
    throw invalid(
      path,
      `${describeValue(name)} is not a usable collection name; start with a letter, then letters, digits, _ or -, at most 63`,
    );
  }
}

/** Checks the name of a tenant: 1 to 64 letters, digits, `_` and `-`, the rule of the strictest database. Throws `invalid-input`. */
export function checkTenantName(name: unknown): asserts name is string {
  if (typeof name !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw invalid(
      'tenant',
      `${describeValue(name)} is not a usable tenant name; use 1 to 64 letters, digits, _ or -`,
    );
  }
}
