import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type DocumentEntry, isDocument } from '@nestvec/core';
import { documents } from '@nestvec/sources';

const require = createRequire(import.meta.url);

/** Two courses that npm packages ship: Markdown in thirteen languages (MIT), and web pages with pictures in two (BSD). */
const courses = [
  { course: 'javascripting', pattern: 'problems/**/problem*.md', language: /problem_(.+)\.md$/ },
  { course: 'git-it', pattern: 'guide/challenges*/*.html', language: /challenges-(\w+)\// },
] as const;

/** Every page of both courses, with the course and the language to filter by. */
export async function* corpus(): AsyncGenerator<DocumentEntry, void, undefined> {
  for (const { course, pattern, language } of courses) {
    const folder = dirname(require.resolve(`${course}/package.json`));
    for await (const entry of await documents(join(folder, pattern))) {
      if (!isDocument(entry)) {
        yield entry;
        continue;
      }
      const metadata = {
        ...entry.metadata,
        course,
        language: language.exec(entry.id)?.[1] ?? 'en',
      };
      yield { ...entry, id: `${course}/${entry.id}`, metadata };
    }
  }
}
