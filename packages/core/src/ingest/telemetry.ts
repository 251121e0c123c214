import type { Attributes, Meter, Span, Tracer } from '@opentelemetry/api';
import type * as Api from '@opentelemetry/api';
import { messageOf } from '../errors.ts';
import { loadPeer, missingPeer } from '../load-peer.ts';
import type { IngestProgress } from './types.ts';

/** Spans and metrics of one ingest; nothing happens where `@opentelemetry/api` is not installed, or nothing listens to it. */
export interface Telemetry {
  /** Runs a piece of work within a span, a child of the one around it. */
  readonly span: <Result>(
    name: string,
    attributes: Attributes,
    work: () => Promise<Result>,
  ) => Promise<Result>;
  /** Adds what is new since the last call to the counters. */
  readonly count: (progress: IngestProgress) => void;
}

/** Says nothing. */
export const silentTelemetry: Telemetry = {
  span: async (_name, _attributes, work) => await work(),
  count: () => {},
};

/** Counters and what they count, by name. All of them carry the database and the collection. */
const counters = {
  'nestvec.ingest.items.read': 'read',
  'nestvec.ingest.items.written': 'written',
  'nestvec.ingest.items.unchanged': 'unchanged',
  'nestvec.ingest.items.failed': 'failed',
  'nestvec.ingest.items.resumed': 'resumed',
  'nestvec.ingest.items.pruned': 'pruned',
  'nestvec.ingest.contents.embedded': 'embedded',
  'nestvec.ingest.contents.reused': 'reused',
} as const satisfies Record<string, keyof IngestProgress>;

/** What reports to the global providers of OpenTelemetry. */
export async function openTelemetry(attributes: Attributes): Promise<Telemetry> {
  const api = await loadApi();
  if (api === undefined) return silentTelemetry;
  const tracer = api.trace.getTracer('@nestvec/core');
  return {
    span: createSpan(api, tracer, attributes),
    count: createCount(api.metrics.getMeter('@nestvec/core'), attributes),
  };
}

async function loadApi(): Promise<typeof Api | undefined> {
  const name = '@opentelemetry/api';
  try {
    return await loadPeer(
      name,
      async () => {
        try {
          return await import('@opentelemetry/api');
        } catch (error) {
          throw missingPeer(name, error);
        }
      },
      { needs: '^1.3.0', from: import.meta.url },
    );
  } catch {
    return undefined; // without it nothing is reported, and the ingest goes on
  }
}

function createSpan(api: typeof Api, tracer: Tracer, common: Attributes): Telemetry['span'] {
  return async (name, attributes, work) =>
    await tracer.startActiveSpan(
      name,
      { attributes: { ...common, ...attributes } },
      async (span) => {
        try {
          return await work();
        } catch (error) {
          recordFailure(span, error, api.SpanStatusCode.ERROR);
          throw error;
        } finally {
          span.end();
        }
      },
    );
}

function recordFailure(span: Span, error: unknown, code: Api.SpanStatusCode): void {
  const failure = error instanceof Error ? error : new Error(messageOf(error));
  span.recordException(failure);
  span.setStatus({ code, message: failure.message });
}

function createCount(meter: Meter, attributes: Attributes): Telemetry['count'] {
  const items = Object.entries(counters).map(([name, key]) => ({
    counter: meter.createCounter(name),
    valueOf: (progress: IngestProgress): number => progress[key],
    last: 0,
  }));
  items.push({
    counter: meter.createCounter('nestvec.ingest.tokens'),
    valueOf: ({ usage }) => usage.tokens,
    last: 0,
  });
  return (progress) => {
    for (const item of items) {
      const value = item.valueOf(progress);
      if (value > item.last) item.counter.add(value - item.last, attributes);
      item.last = value;
    }
  };
}
