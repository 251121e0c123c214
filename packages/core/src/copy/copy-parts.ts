import type { CallOptions } from '../async/signal.ts';
import { invalid } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { FoundSource } from './target/target-spec.ts';

/** One tenant of both sides, or the whole where there are none. */
export interface CopyPart {
  readonly tenant: string | undefined;
  readonly from: Store;
  readonly to: Store;
}

/** What is copied, tenant by tenant. */
export interface CopyParts {
  /** Whether the target has tenants. */
  readonly tenants: boolean;
  /** The parts as the source has them now, and those of tenants that are known from elsewhere. */
  now(known?: readonly string[]): Promise<readonly CopyPart[]>;
  /** Tenants that only the target has count as a difference; none where only some were asked for. */
  inTarget(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** The parts of a copy. Throws `invalid-input` where the two sides, or the tenants that are asked for, don't go together. */
export async function copyParts(
  from: Store,
  to: Store,
  { spec }: FoundSource,
  asked: readonly string[] | undefined,
  call: CallOptions,
): Promise<CopyParts> {
  if (!spec.tenants || from.tenantName !== undefined) {
    if (asked !== undefined)
      throw invalid(
        'options.tenants',
        from.tenantName === undefined
          ? `is for a source with tenants, and ${from.collection} has none; leave it out`
          : `is for a whole collection, and the source is tenant ${from.tenantName} alone; leave it out`,
      );
    const parts = [{ tenant: to.tenantName, from, to }];
    return {
      tenants: to.tenantName !== undefined,
      now: async () => await Promise.resolve(parts),
      inTarget: async () => await Promise.resolve([]),
      close: async () => {},
    };
  }
  if (to.tenantName !== undefined)
    throw invalid(
      'to',
      `is tenant ${to.tenantName} alone, and the source has tenants of its own; pass the whole collection, or one tenant of the source`,
    );
  const found = await from.tenants(call);
  const missing = asked?.find((tenant) => !found.includes(tenant));
  if (missing !== undefined)
    throw invalid('options.tenants', `${missing} is not a tenant of ${from.collection}`);
  const opened = new Map<string, CopyPart>();
  const part = (tenant: string): CopyPart => {
    const known = opened.get(tenant) ?? {
      tenant,
      from: from.tenant(tenant),
      to: to.tenant(tenant),
    };
    opened.set(tenant, known);
    return known;
  };
  return {
    tenants: true,
    async now(known = []) {
      const names = asked ?? [...(await from.tenants(call)), ...known];
      return [...new Set(names)].toSorted().map(part);
    },
    inTarget: async () => (asked === undefined ? await to.tenants(call) : []),
    async close() {
      for (const { from, to } of opened.values()) {
        await from.close();
        await to.close();
      }
    },
  };
}

/** A tenant as the journal knows it; no tenant's name is empty. */
export function partKey({ tenant }: Pick<CopyPart, 'tenant'>): string {
  return tenant ?? '';
}
