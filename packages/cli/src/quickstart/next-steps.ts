import { databases, storeNames } from '../open/databases.ts';

/** What someone may want to do after the quickstart. */
export interface NextStep {
  readonly title: string;
  readonly commands: readonly string[];
  readonly note?: string;
}

const { qdrant } = databases;
const more = storeNames
  .filter((store) => store !== 'qdrant' && databases[store].takes.url !== undefined)
  .map((store) => `${databases[store].title} with --store ${store}`);

/** The next steps, as commands that work as they stand: first `serve`, the one that opens what was filled here. */
export function nextSteps(program: string, serve: string): readonly NextStep[] {
  return [
    {
      title:
        'The same catalogue on a page, to search as you type, by images, and by more like this',
      commands: [serve],
      note: 'it prints the address, which a browser opens',
    },
    {
      title: 'Your own images and texts',
      commands: [
        `${program} ingest ./photos --collection photos`,
        `${program} search photos "two dogs"`,
      ],
      note: 'a folder or a JSONL file; mini-clip knows drawings of everyday things, for photos take the real model',
    },
    {
      title: 'The real model: jina-clip-v2, 89 languages',
      commands: [
        `${program} model pull jinaai/jina-clip-v2`,
        `${program} ingest ./photos --collection photos-v2 --model jinaai/jina-clip-v2`,
      ],
      note: '0.9 GB once; CC-BY-NC-4.0, so not for commercial use without a licence from Jina',
    },
    {
      title: 'Your own database',
      commands: [
        `${program} ingest ./photos --collection photos --store qdrant --url ${qdrant.takes.url}`,
      ],
      note: `${qdrant.title} as here, ${more.join(', ')}, or a LanceDB folder or object store with --data; in code any Store of @nestvec/core`,
    },
  ];
}
