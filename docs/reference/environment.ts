import { code, table } from '../site/markdown.ts';

/** An environment variable that nestvec reads or sets. */
export interface Variable {
  readonly name: string;
  readonly does: string;
  /** What stands for it where it is not set. */
  readonly otherwise: string;
}

const command = 'the command line';

/** Every variable, by who reads it. A test compares the names with those in the sources. */
export const variables: Readonly<Record<string, readonly Variable[]>> = {
  'The command line': [
    {
      name: 'JINA_API_KEY',
      does: 'key of Jina’s API and of Jina Reader; `--key-variable` names another variable',
      otherwise: 'no key',
    },
    { name: 'QDRANT_API_KEY', does: 'key of Qdrant', otherwise: 'no key' },
    { name: 'WEAVIATE_API_KEY', does: 'key of Weaviate', otherwise: 'no key' },
    { name: 'PINECONE_API_KEY', does: 'key of Pinecone', otherwise: 'an error that names it' },
    { name: 'PGPASSWORD', does: 'password of PostgreSQL', otherwise: 'what the URL holds' },
    {
      name: 'NESTVEC_SERVER_KEY',
      does: `a key of ${code('nestvec serve')} that opens everything`,
      otherwise: 'only this machine is answered',
    },
    {
      name: 'NESTVEC_ACCEPT_LICENCE',
      does: `SPDX id of the licence under which ${code('nestvec serve --pull')} may fetch a model`,
      otherwise: 'it is not fetched',
    },
    {
      name: 'NESTVEC_REDIS_URL',
      does: `Redis of ${code('nestvec queue')}, in place of ${code('--redis')}`,
      otherwise: 'an error that names both',
    },
    { name: 'NESTVEC_DEBUG', does: 'prints where an error comes from', otherwise: 'one sentence' },
    { name: 'NO_COLOR', does: 'prints without colours', otherwise: 'colours on a terminal' },
    {
      name: 'LANCEDB_LOG',
      does: 'how much LanceDB itself prints',
      otherwise: `${code('error')}, set by ${command}`,
    },
  ],
  'Models, by the rules of Hugging Face’s tools': [
    {
      name: 'HF_HUB_CACHE',
      does: 'where models lie',
      otherwise: `${code('HF_HOME')}${code('/hub')}`,
    },
    { name: 'HUGGINGFACE_HUB_CACHE', does: `older name of ${code('HF_HUB_CACHE')}`, otherwise: '' },
    {
      name: 'HF_HOME',
      does: 'the folder of their tools',
      otherwise: `${code('huggingface')} in ${code('XDG_CACHE_HOME')}`,
    },
    { name: 'XDG_CACHE_HOME', does: 'where caches lie', otherwise: code('~/.cache') },
    {
      name: 'HF_ENDPOINT',
      does: 'the hub, or a mirror of it',
      otherwise: code('https://huggingface.co'),
    },
    { name: 'HF_TOKEN', does: 'token of the hub, sent there and nowhere else', otherwise: 'none' },
    { name: 'HUGGING_FACE_HUB_TOKEN', does: `older name of ${code('HF_TOKEN')}`, otherwise: '' },
    {
      name: 'HF_HUB_OFFLINE',
      does: 'uses what is in the cache and asks no hub',
      otherwise: 'it is asked',
    },
    {
      name: 'TRANSFORMERS_OFFLINE',
      does: `older name of ${code('HF_HUB_OFFLINE')}`,
      otherwise: '',
    },
    { name: 'HTTPS_PROXY', does: 'proxy for https, in either case', otherwise: 'none' },
    { name: 'HTTP_PROXY', does: 'proxy for http, in either case', otherwise: 'none' },
    {
      name: 'NO_PROXY',
      does: 'hosts that are reached without a proxy, in either case',
      otherwise: 'none',
    },
  ],
  'The library': [
    {
      name: 'ORT_DISABLE_TELEMETRY',
      does: 'whether onnxruntime-node keeps a device id and reports to its maker',
      otherwise: `${code('1')}, set by ${code('@nestvec/core/onnx')} before it loads it`,
    },
  ],
  'Tests of adapters, through the testkit': [
    { name: 'NESTVEC_FULL', does: 'the stated counts instead of samples', otherwise: 'samples' },
    {
      name: 'NESTVEC_SEED',
      does: 'repeats a random run',
      otherwise: 'a fixed seed; a fresh one in a full run',
    },
    {
      name: 'NESTVEC_QDRANT_URL',
      does: 'a Qdrant that may be written to',
      otherwise: 'a container',
    },
    { name: 'NESTVEC_QDRANT_GRPC_URL', does: 'its gRPC address', otherwise: 'none' },
    {
      name: 'NESTVEC_WEAVIATE_URL',
      does: 'a Weaviate that may be written to',
      otherwise: 'a container',
    },
    { name: 'NESTVEC_WEAVIATE_GRPC_URL', does: 'its gRPC address', otherwise: 'none' },
    {
      name: 'NESTVEC_POSTGRES_URL',
      does: 'a PostgreSQL that may be written to',
      otherwise: 'a container',
    },
  ],
};

/** Environment variables. */
export function environmentPage(): string {
  return [
    '# Environment variables',
    'The library reads none by itself but the one that stands under it: `hubSettingsFrom(process.env)` and the keys that you pass are your choice. The command line reads these, and what AWS’s own tools read where SageMaker or an object store is used.',
    ...Object.entries(variables).flatMap(([title, group]) => [
      `## ${title}`,
      table(
        ['variable', 'does', 'where it is not set'],
        group.map(({ name, does, otherwise }) => [code(name), does, otherwise]),
      ),
    ]),
  ].join('\n\n');
}
