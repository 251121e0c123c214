/**
 * What a machine has run so far, by what `.github/workflows/ci.yml` and the images of `docker/` call it. The support table says of
 * everything else that they name: unproved. A new run is added here, before `node scripts/support.ts`.
 */
export const proved: Readonly<Record<string, string>> = {
  'ubuntu-latest': 'all tests, on Debian 12 instead, x64',
  'Node 22': 'the quickstart and the lines of README.md from tarballs, 22.23; not all tests',
  'Node 24': 'all tests, 24.21',
  'Node 26': 'the quickstart and the lines of README.md from tarballs, 26.12; not all tests',
  'qdrant/qdrant:v1.18.3': 'all tests, its program without the image',
  'semitechnologies/weaviate:1.39.0': 'all tests, its program without the image',
  'pgvector/pgvector:0.8.1-pg17': 'all tests, on PostgreSQL 15.20 with pgvector 0.8.6 instead',
  'redis:7.4.2': 'all tests, on Redis 7.0.15 instead',
};
