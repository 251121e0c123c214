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

/** The services that the programs ask. */
export type Services = {
  readonly env: Record<string, string>;
  close(): Promise<void>;
};

/** Starts a stand-in of Jina's API, and names a Qdrant; a sentence to skip with where there is none. */
export async function startServices(): Promise<Services | string> {
  const qdrant = await realServer('qdrant');
  if (typeof qdrant === 'string') return qdrant;
  const jina = await startJina();
  return {
    env: {
      JINA_API_KEY: `jina_${'k'.repeat(60)}`,
      JINA_BASE_URL: jina.url,
      QDRANT_URL: qdrant.url,
      COLLECTION: `bundlers_${randomUUID()}`,
    },
    async close() {
      await jina.close();
      await qdrant.stop();
    },
  };
}
