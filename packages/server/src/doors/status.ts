import { z } from 'zod';
import type { Metrics } from '../app/metrics.ts';
import { getRoute, type Route } from '../app/route.ts';
import type { Readiness } from '../embed/readiness.ts';
import { openaiEnvelope } from '../problem/envelope.ts';

const stateSchema = z
  .object({ state: z.enum(['loading', 'ready', 'failed', 'stopping']) })
  .meta({ id: 'State' });

/** Whether it lives, whether it can be asked, and what it counts. */
export function statusRoutes(readiness: Readiness, metrics: Metrics): readonly Route[] {
  const common = { access: 'open', envelope: openaiEnvelope } as const;
  return [
    getRoute(
      {
        ...common,
        path: '/health',
        summary: 'Status 200 as long as the process lives',
        answer: z.object({ status: z.literal('ok') }).meta({ id: 'Health' }),
      },
      async () => ({ body: { status: 'ok' } }),
    ),
    getRoute(
      {
        ...common,
        path: '/ready',
        summary: 'Status 200 once the weights are loaded and a probe was embedded, else 503',
        answer: stateSchema,
      },
      async () => {
        const { state } = readiness;
        if (state === 'loading' || state === 'failed') readiness.start().catch(() => {}); // reported to `onFailure`
        return { body: { state }, status: state === 'ready' ? 200 : 503 };
      },
    ),
    getRoute(
      { ...common, path: '/metrics', summary: 'Counters for Prometheus', answer: undefined },
      async () => ({
        body: await metrics.text(),
        headers: { 'content-type': metrics.contentType },
      }),
    ),
  ];
}
