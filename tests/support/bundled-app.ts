import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { messageOf } from '@nestvec/core/kit';
import { realServer } from '@nestvec/testkit/server';
import { type Consumer, createConsumer, type Project } from './consumer.ts';
import { startJina } from './jina.ts';
import { root } from './workspace.ts';

/** What the programs of `__fixtures__/bundlers` answer. */
export const answers = JSON.stringify({ written: 2, problems: [], first: 'violin' });

/** An app with those programs, or a sentence to skip with where the registry can't be reached. */
export async function createApp(project: Project): Promise<Consumer | string> {
  try {
    const app = await createConsumer(project);
    await cp(join(root, 'tests/__fixtures__/bundlers'), app.folder, { recursive: true });
    return app;
  } catch (error) {
    const message = messageOf(error);
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|E403|network/.test(message))
      return `the package registry can't be reached (${message.split('\n', 2).join(' ')})`;
    throw error;
  }
}

/** The ways of `__fixtures__/bundlers/ways.mjs`: which embedder with which database. */
const allWays = ['local', 'remoteLancedb', 'localQdrant', 'remote'] as const;

/** The services that the programs ask. */
export type Services = {
  readonly env: Record<string, string>;
  /** What can be asked here. */
  readonly ways: readonly string[];
  /** Why a Qdrant can't be asked, where there is none. */
  readonly noQdrant: string | undefined;
  close(): Promise<void>;
};

/** Starts a stand-in of Jina's API, and names a Qdrant where there is one. */
export async function startServices(): Promise<Services> {
  const qdrant = await realServer('qdrant');
  const jina = await startJina();
  const there = typeof qdrant === 'string' ? undefined : qdrant;
  return {
    env: {
      JINA_API_KEY: `jina_${'k'.repeat(60)}`,
      JINA_BASE_URL: jina.url,
      QDRANT_URL: there?.url ?? '',
      COLLECTION: `bundlers_${randomUUID().slice(0, 8)}`,
    },
    ways: there === undefined ? allWays.slice(0, 2) : allWays,
    noQdrant: typeof qdrant === 'string' ? qdrant : undefined,
    async close() {
      await jina.close();
      await there?.stop();
    },
  };
}

/** What a program prints that goes these ways and nothing else, also no warning. */
export function printed(ways: readonly string[]): string {
  return ways.map((way) => `${way} ${answers}\n`).join('');
}
