import type { Access } from '../options.ts';
import { refuse } from '../problem/refusal.ts';
import type { Key, KeyRing } from './keys.ts';

/** What a door asks of who knocks. */
export interface Asked {
  readonly access: Access;
  readonly sent: string | undefined;
  /** Milliseconds of a clock that never goes back. */
  readonly now: number;
}

/** The accesses that each access of a key opens. */
const opens: Readonly<Record<Access, readonly Access[]>> = {
  embed: ['embed'],
  read: ['read'],
  write: ['embed', 'read', 'write'],
};

/**
 * The key that a request comes with; `undefined` where the server has none, so that it is open to this machine alone. A request
 * that is let in counts towards the key's rate at once. Throws 401, 403 or 429.
 */
export function admitKey(ring: KeyRing, { access, sent, now }: Asked): Admitted {
  if (ring.size === 0) return { key: undefined, countTokens: () => {} };
  if (sent === undefined)
    throw refuse(401, 'missing_api_key', 'a key is needed; send it as Authorization: Bearer KEY');
  const key = ring.find(sent);
  if (key === undefined) throw refuse(401, 'invalid_api_key', 'this key is not known here');
  if (!opens[key.access].includes(access))
    throw refuse(
      403,
      'access_denied',
      `this key is for ${key.access}, and this door is for ${access}`,
    );
  const waitMs = key.ledger.waitFor(0, now);
  if (waitMs > 0)
    throw refuse(
      429,
      'rate_limit_exceeded',
      'this key has used up its rate; wait, then ask again',
      {
        retryAfterSeconds: Math.ceil(waitMs / 1000),
      },
    );
  const entry = key.ledger.add(0, now);
  return { key, countTokens: (tokens) => key.ledger.correct(entry, tokens) };
}

/** A request that was let in. */
export interface Admitted {
  readonly key: Key | undefined;
  readonly countTokens: (tokens: number) => void;
}
