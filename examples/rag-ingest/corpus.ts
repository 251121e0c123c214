import { fileURLToPath } from 'node:url';
import { type DocumentEntry, isDocument } from '@nestvec/core';
import { documents } from '@nestvec/sources';

/** Two courses that npm packages ship: Markdown in thirteen languages (MIT), and web pages with images in two (BSD). */
const courses = [
  {
    course: 'javascripting',
    top: import.meta.resolve('javascripting/package.json'),
    pattern: 'problems/**/problem*.md',
    language: /problem_(.+)\.md$/,
  },
  {
    course: 'git-it',
    top: import.meta.resolve('git-it/package.json'),
    pattern: 'guide/challenges*/*.html',
    language: /challenges-(\w+)\//,
  },
] as const;

/** Every page of both courses, with the course and the language to filter by. */
export async function* corpus(): AsyncGenerator<DocumentEntry, void, undefined> {
  for (const { course, top, pattern, language } of courses) {
    const folder = fileURLToPath(new URL('.', top));
    for await (const entry of await documents(folder + pattern)) {
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
