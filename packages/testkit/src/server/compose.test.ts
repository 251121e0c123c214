import { readFile, readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { servers } from './servers.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly user?: string;
}
interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const docker = new URL('../../../../docker/', import.meta.url);

async function compose(file: string): Promise<Compose> {
  return parse(await readFile(new URL(file, docker), 'utf8')) as Compose; // its fields are looked at below
}

it.each(['compose.yaml', 'server/compose.yaml', 'compose.queue.yaml'])(
  '%s: pinned images of the tests, ports of this machine only, volumes that are declared',
  async (file) => {
    const { services, volumes } = await compose(file);
    const images = new Set(Object.values(servers).map(({ image }) => image));
    const used = new Set<string>();
    for (const [name, { image, ports = [], volumes: mounts = [], depends_on }] of Object.entries(
      services,
    )) {
      expect(image === 'nestvec-server' || images.has(image), `${name}: ${image}`).toBe(true);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
      // A path is a folder of this repository.
      for (const mount of mounts.filter((one) => !one.startsWith('..')))
        used.add(mount.replace(/^\$\{\w+:-(\w+)\}/, '$1').split(':')[0] ?? '');
      for (const [other, { condition }] of Object.entries(depends_on ?? {})) {
        expect(Object.keys(services)).toContain(other);
        expect(condition).toBe('service_healthy');
      }
    }
    expect([...used].toSorted()).toEqual(Object.keys(volumes).toSorted());
    const ports = Object.values(services).flatMap(({ ports: own = [] }) => own);
    expect(new Set(ports).size).toBe(ports.length);
  },
);

it('connects both databases to the server by a name that it answers to, with its key', async () => {
  const { services } = await compose('server/compose.yaml');
  const { nestvec, qdrant, weaviate } = services;
  const [, names = ''] = nestvec?.command?.slice(nestvec.command.indexOf('--names')) ?? [];
  const key = '${NESTVEC_SERVER_KEY}';
  expect(nestvec?.environment?.['NESTVEC_SERVER_KEY']).toContain('NESTVEC_SERVER_KEY:?');
  const addresses = [
    qdrant?.environment?.['QDRANT__INFERENCE__ADDRESS'],
    weaviate?.environment?.['CLIP_INFERENCE_API'],
    weaviate?.environment?.['TRANSFORMERS_INFERENCE_API'],
  ].map((address) => new URL(address?.replace(key, 'key') ?? ''));
  for (const { hostname, port } of addresses) {
    expect(names.split(',')).toContain(hostname);
    expect(nestvec?.ports).toContain(`127.0.0.1:${port}:${port}`);
  }
  expect(addresses.map(({ pathname, password }) => [pathname, password])).toEqual([
    ['/qdrant', ''],
    ['/', 'key'],
    ['/', 'key'],
  ]);
  expect(qdrant?.environment?.['QDRANT__INFERENCE__TOKEN']).toBe(key);
  const modules = weaviate?.environment?.['ENABLE_MODULES']?.split(',') ?? [];
  for (const name of ['multi2vec-jinaai', 'multi2vec-clip', 'text2vec-transformers'])
    expect(modules).toContain(name);
});

it('makes an image without weights but mini-clip’s, that runs as a user without rights', async () => {
  const file = await readFile(new URL('server/Dockerfile', docker), 'utf8');
  expect(file).toMatch(/^USER 10001:10001$/m);
  expect(file).toMatch(/^HEALTHCHECK /m);
  expect(file.match(/^(COPY|ADD) .*$/gm)).toEqual(['COPY app /app']);
  expect(file).not.toMatch(/jina|wget|curl|ACCEPT_LICENCE/i);
  expect(await readdir(new URL('server/', docker))).toEqual(
    expect.arrayContaining(['Dockerfile', 'compose.yaml']),
  );
});
