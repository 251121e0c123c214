/** Reads all PDFs of a folder, or one file, with the sources package at a path; prints what that took as JSON. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [library = '', path = '', images = 'local'] = process.argv.slice(2);
const { readDocument } = await import(pathToFileURL(resolve(library)).href);
const files = statSync(path).isDirectory()
  ? readdirSync(path)
      .filter((name) => name.endsWith('.pdf'))
      .map((name) => join(path, name))
  : [path];
let pages = 0;
let characters = 0;
let taken = 0;
const failures: string[] = [];
const start = performance.now();
for (const file of files) {
  try {
    const document = await readDocument(
      readFileSync(file),
      { id: file, format: 'pdf' },
      { images },
    );
    pages += document.pages.length;
    characters += document.text.length;
    taken += document.images.length;
    for (const { error } of document.failures) failures.push(error.message);
  } catch (error) {
    failures.push(String(error));
  }
}
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage();
const peak = process.resourceUsage().maxRSS / 1000;
console.log(
  JSON.stringify({
    pages,
    characters,
    images: taken,
    failures,
    seconds,
    peak,
    processor: (user + system) / 1e6,
  }),
);
