import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createIndex } from '@nestvec/core';
import { createServer } from '@nestvec/server';
import { fakeEmbedder } from '@nestvec/testkit/embedder';
import { memoryStore } from '@nestvec/testkit/memory';
import { createMcp } from '../create-mcp.ts';

const execute = promisify(execFile);
const program = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
);

/** Scenarios that ask what any server has, or nothing that this one lacks. */
export const applicable: readonly string[] = [
  'server-initialize',
  'ping',
  'tools-list',
  'resources-list',
  'dns-rebinding-protection',
];

/** The others, by what the official test server has for them and this one does not, with what the scenario then says. */
export const notApplicable: readonly {
  readonly why: string;
  readonly says: RegExp;
  readonly scenarios: readonly string[];
}[] = [
  {
    why: 'call a tool of the test server by its name',
    says: /Tool '?(?:test_\w+|json_schema_2020_12_tool)'? not found/,
    scenarios: [
      'tools-call-simple-text',
      'tools-call-image',
      'tools-call-audio',
      'tools-call-embedded-resource',
      'tools-call-mixed-content',
      'tools-call-error',
      'tools-call-with-progress',
      'tools-call-sampling',
      'tools-call-elicitation',
      'json-schema-2020-12',
      'elicitation-sep1034-defaults',
      'elicitation-sep1330-enums',
    ],
  },
  {
    why: 'read a resource of the test server by its URI',
    says: /Resource not found: test:\/\/\S+/,
    scenarios: ['resources-read-text', 'resources-read-binary', 'resources-templates-read'],
  },
  {
    why: 'want prompts, completion, logging or subscriptions, which this server does not declare',
    says: /Method not found/,
    scenarios: [
      'logging-set-level',
      'tools-call-with-logging',
      'completion-complete',
      'resources-subscribe',
      'resources-unsubscribe',
      'prompts-list',
      'prompts-get-simple',
      'prompts-get-with-args',
      'prompts-get-embedded-resource',
      'prompts-get-with-image',
    ],
  },
  {
    why: 'want a session to resume, and this server keeps none',
    says: /did not provide session ID/,
    scenarios: ['server-sse-polling', 'server-sse-multiple-streams'],
  },
];

/** One thing that a scenario looked at. */
interface Check {
  readonly id: string;
  readonly status: string;
  readonly errorMessage?: string;
  readonly details?: { readonly message?: string };
}

/** What the official program says of a server at `url`. */
export interface Conformance {
  /** Names of all its scenarios for servers. */
  list(): Promise<string[]>;
  /** What it finds in one scenario. */
  run(scenario: string): Promise<readonly Check[]>;
  close(): Promise<void>;
}

/** Starts nestvec's own server with `/mcp` over an index, and gives the official program for it. */
export async function startConformance(): Promise<Conformance> {
  const folder = await mkdtemp(join(tmpdir(), 'nestvec-conformance-'));
  const index = await createIndex({
    embedder: fakeEmbedder(),
    store: memoryStore({ collection: 'docs' }),
    fields: { lang: 'string' },
  });
  await index.ingest([{ id: 'a', text: 'a text', metadata: { lang: 'en' } }]);
  const server = createServer({
    indexes: { docs: index },
    publicIndexes: { docs: { fields: ['lang'] } },
    mcp: createMcp({ imageRoots: [folder] }),
  });
  const { url } = await server.listen({ port: 0 });
  const ask = async (args: readonly string[]): Promise<string> => {
    const all = [program, ...args];
    // A scenario that fails makes it exit with 1; what it found is in its files all the same.
    const { stdout } = await execute(process.execPath, all, { cwd: folder }).catch(
      (error: unknown) => error as { readonly stdout: string }, // as execFile rejects
    );
    return stdout;
  };
  return {
    async list() {
      const stdout = await ask(['list', '--server']);
      return [...stdout.matchAll(/^ +- (\S+)/gm)].map(([, name = '']) => name);
    },
    async run(scenario) {
      const results = join(folder, scenario);
      const target = new URL('/mcp', url).href;
      const stdout = await ask(['server', '--url', target, '--scenario', scenario, '-o', results]);
      const entries = await readdir(results, { recursive: true }).catch(() => []);
      const own = entries.find((entry) => entry.endsWith('checks.json'));
      if (own === undefined) throw new Error(`${scenario} left no result: ${stdout}`);
      return JSON.parse(await readFile(join(results, own), 'utf8')) as readonly Check[]; // as it writes them
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
