import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { modelLayout } from '../layout.ts';
import { type PulledModel, pullWith } from '../pull.ts';
import type { PullOptions, PullSeams } from '../pull-options.ts';
import { type HubServer, startHub } from './hub-server.ts';
import { type FixtureModel, tinyClip } from './model.ts';

/** One hub, one empty cache, and a pull between them that waits for nothing. */
export interface Setup {
  readonly hub: HubServer;
  readonly model: FixtureModel;
  readonly cache: string;
  /** Waits that were asked for, in milliseconds. */
  readonly waits: number[];
  pull(changes?: Partial<PullOptions>, seams?: Partial<PullSeams>): Promise<PulledModel>;
  /** What the hub and its CDN were asked since the last look: `cdn GET onnx/model_q4.onnx bytes=1000-`. */
  asked(): string[];
  /** Paths whose content in the pulled directory differs from the hub's. */
  differing(pulled: PulledModel): Promise<string[]>;
}

/** Starts a hub with a small jina-clip-v2; all is gone when the test is. */
export async function setup(model: FixtureModel = tinyClip()): Promise<Setup> {
  const hub = await startHub(model);
  const cache = await temporaryDirectory();
  const waits: number[] = [];
  onTestFinished(() => hub.close());
  const layout = modelLayout(cache, model.name);
  hub.hasArrived = async (oid, bytes) => {
    while ((await sizeOf(layout.part(oid))) < bytes) await delay(5);
  };
  const published = { revision: model.commit, license: 'CC-BY-NC-4.0', weights: ['int8'], files: {} } as const;
  return {
    hub,
    model,
    cache,
    waits,
    pull: (changes, seams) =>
      pullWith(
        {
          model: model.name,
          weights: 'q4',
          cacheDirectory: cache,
          endpoint: hub.endpoint,
          ...changes,
          retry: {
            random: () => 1,
            sleep: async (ms) => {
              waits.push(ms);
            },
            ...changes?.retry,
          },
        },
        { published: () => published, ...seams },
      ),
    asked: () =>
      hub.requests.splice(0).map(({ server, method, path, headers }) => {
        const { range } = headers;
        return [server, method, shortened(path, model), ...(range ? [range] : [])].join(' ');
      }),
    differing: async ({ directory, files }) => {
      const differs = await Promise.all(
        files.map(async ({ path }) => {
          const content = await readFile(join(directory, path));
          return model.files[path]?.content.equals(content) !== true;
        }),
      );
      return files.map(({ path }) => path).filter((_, index) => differs[index]);
    },
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** An empty directory that the test leaves nothing of. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nestvec-hub-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A path without what is the same in all: `/org/name/resolve/<commit>/config.json` is `config.json`. */
function shortened(path: string, { name, commit }: FixtureModel): string {
  return path
    .replace(`/api/resolve-cache/models/${name}/${commit}/`, 'cached:')
    .replace(`/${name}/resolve/${commit}/`, '')
    .replace(`/api/models/${name}/`, 'api:');
}
