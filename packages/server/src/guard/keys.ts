import { createHash, timingSafeEqual } from 'node:crypto';
import { apiKey, createLedger, type Ledger, parseInput } from '@nestvec/core/kit';
import type { ServerKey } from '../options.ts';

/** A key that was found, with what it sent in the last minute. */
export interface Key extends ServerKey {
  /** For logs and for fairness; never the key itself. */
  readonly id: string;
  readonly ledger: Ledger;
}

/** The keys of a server. */
export interface KeyRing {
  readonly size: number;
  /** The key that a client sent, or `undefined`. Takes the same time whichever of them it is, or none. */
  find(sent: string): Key | undefined;
}

const keySchema = apiKey
  .min(16, 'has fewer than 16 characters, which can be guessed; take a long random one')
  .max(512);

/**
 * What a key is kept as: SHA-256 in hexadecimal digits. Nothing slower is needed, since keys are long and random, such as what
 * `openssl rand -base64 32` gives. Throws `invalid-input` for fewer than 16 characters.
 */
export function hashKey(key: string): string {
  return digestOf(parseInput(keySchema, key, 'key')).toString('hex');
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Keys by their hashes. */
export function createKeyRing(keys: readonly ServerKey[]): KeyRing {
  const known = keys.map((key, i): { readonly hash: Buffer; readonly key: Key } => {
    const { requestsPerMinute = Infinity, tokensPerMinute = Infinity } = key.rate ?? {};
    const ledger = createLedger({ requestsPerMinute, tokensPerMinute });
    return {
      hash: Buffer.from(key.hash, 'hex'),
      key: { ...key, id: key.name ?? `key ${i + 1}`, ledger },
    };
  });
  return {
    size: known.length,
    find(sent) {
      const hash = digestOf(sent);
      let found: Key | undefined;
      // All of them are compared, so that the time says nothing of where one stands.
      for (const each of known) if (timingSafeEqual(each.hash, hash)) found = each.key;
      return found;
    },
  };
}

/**
 * The key in a request's headers: `Authorization: Bearer KEY`, or the password of `Basic`, which is what clients send that
 * take nothing but a URL: `http://:KEY@host`.
 */
export function keyInHeaders(headers: Headers): string | undefined {
  const given = /^\s*(\w+)\s+(\S+)\s*$/.exec(headers.get('authorization') ?? '');
  const [, scheme = '', value] = given ?? [];
  if (value === undefined) return undefined;
  if (/^bearer$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const pair = Buffer.from(value, 'base64').toString();
  const colon = pair.indexOf(':');
  return colon === -1 ? undefined : pair.slice(colon + 1);
}
