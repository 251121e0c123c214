import { seed } from '@nestvec/testkit';
import { realServer, type RealServer } from '@nestvec/testkit/server';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KillPlan, killAndCompare } from './__fixtures__/kills.ts';

const isFull = (env['NESTVEC_FULL'] ?? '') !== '';
const items = isFull ? 2000 : 600;
const plans: readonly Pick<KillPlan, 'victim' | 'kills' | 'appendfsync'>[] = [
  { victim: 'worker', kills: isFull ? 50 : 3, appendfsync: 'everysec' },
  { victim: 'producer', kills: isFull ? 10 : 2, appendfsync: 'everysec' },
  { victim: 'redis', kills: isFull ? 10 : 2, appendfsync: 'everysec' },
  { victim: 'redis', kills: isFull ? 10 : 1, appendfsync: 'always' },
];

describe.each(['qdrant', 'weaviate'] as const)('kill -9 while many processes fill %s', (kind) => {
  let server: RealServer | string;
  beforeAll(async () => {
    server = await realServer(kind);
  });
  afterAll(async () => {
    if (typeof server !== 'string') await server.stop();
  });

  it.for(plans)(
    'of $victim, $kills times, appendfsync $appendfsync: every item is there once, as of a run that nothing disturbed',
    { timeout: 600_000 },
    async (plan, { skip }) => {
      if (typeof server === 'string') return skip(server);
      const { url, grpcUrl } = server;
      const outcome = await killAndCompare({
        ...plan,
        items,
        server: { kind, url, grpcUrl },
        seed,
      });
      if (typeof outcome === 'string') return skip(outcome);
      const { kills, paid, twice, lost, differences } = outcome;
      console.log(
        `${kind}: ${kills} kills of ${plan.victim} (${plan.appendfsync}, seed ${seed}): ${twice} of ${paid} embeddings were paid twice, ${lost} jobs were lost and added again`,
      );
      expect(differences).toEqual([]);
      expect(kills).toBe(plan.kills);
      // A killed worker has two jobs of 16 under way; a killed Redis takes the word of what its two workers did within a second.
      const most = { producer: 0, worker: kills * 2 * 16, redis: kills * 2 * 2 * 16 * 16 };
      expect(twice).toBeLessThanOrEqual(most[plan.victim]);
    },
  );
});
