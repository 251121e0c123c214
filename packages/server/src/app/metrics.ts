import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LogEntry } from '../log.ts';
import type { QueueReport } from '../queue/embed-queue.ts';

/** What a server counts, for Prometheus. */
export interface Metrics {
  readonly contentType: string;
  answered(entry: LogEntry): void;
  embedded(report: QueueReport): void;
  /** In the format that Prometheus reads. */
  text(): Promise<string>;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const items = [1, 2, 4, 8, 16, 32, 64, 128];
/** Others are counted as one, since a client may make up any number of them. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST']);

/** Metrics of one server; two of a process do not meet. `waiting` says how many contents wait. */
export function createMetrics(waiting: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'nestvec_requests_total',
    help: 'Requests that were answered',
    labelNames: ['route', 'method', 'status', 'code'],
    registers,
  });
  const requestSeconds = new Histogram({
    name: 'nestvec_request_seconds',
    help: 'Time from the first byte of a request to its answer',
    labelNames: ['route'],
    buckets: seconds,
    registers,
  });
  const labelNames = ['task', 'modality'] as const;
  const batchItems = new Histogram({
    name: 'nestvec_batch_items',
    help: 'Contents that were embedded in one call',
    labelNames,
    buckets: items,
    registers,
  });
  const batchSeconds = new Histogram({
    name: 'nestvec_batch_seconds',
    help: 'Time of one call of the embedder',
    labelNames,
    buckets: seconds,
    registers,
  });
  const waitSeconds = new Histogram({
    name: 'nestvec_queue_wait_seconds',
    help: 'How long the first content of a call waited for it',
    labelNames,
    buckets: seconds,
    registers,
  });
  const tokens = new Counter({
    name: 'nestvec_tokens_total',
    help: 'Tokens of contents that were embedded',
    labelNames,
    registers,
  });
  const truncated = new Counter({
    name: 'nestvec_truncated_total',
    help: 'Texts that lost their end',
    registers,
  });
  const queued: Gauge = new Gauge({
    name: 'nestvec_queue_items',
    help: 'Contents that were accepted and not answered yet',
    registers,
    collect: () => queued.set(waiting()),
  });
  const memory: Gauge = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the process',
    registers,
    collect: () => memory.set(process.memoryUsage.rss()),
  });
  return {
    contentType: registry.contentType,
    answered({ route, method, status, code = '', ms }) {
      requests.inc({ route, method: methods.has(method) ? method : 'other', status, code });
      requestSeconds.observe({ route }, ms / 1000);
    },
    embedded({ task, modality, ...report }) {
      const labels = { task, modality };
      batchItems.observe(labels, report.items);
      batchSeconds.observe(labels, report.ms / 1000);
      waitSeconds.observe(labels, report.waitedMs / 1000);
      tokens.inc(labels, report.tokens);
      truncated.inc(report.truncated);
    },
    text: async () => await registry.metrics(),
  };
}
