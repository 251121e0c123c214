/**
 * Recall of the words of PDFs. Without a folder: test PDFs in 15 languages, made with Chromium and reportlab, against the text that
 * they were made from, and what pdftotext finds of it; LANGUAGES=ko,ja makes some only. With one: its PDFs against pdftotext.
 * `MISSING=1` prints what is missing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, exit } from 'node:process';
import { readDocument } from '../packages/sources/dist/index.js';
import { layouts, pageOf } from './pdf/pages.ts';
import { type LanguageText, texts } from './pdf/texts.ts';
import { missingOf, unitsOf } from './pdf/units.ts';

interface Recall {
  readonly name: string;
  readonly wanted: number;
  readonly found: number;
  /** How many pdftotext finds, where it is not the measure itself. */
  readonly theirs?: number;
}

function run(command: string, args: readonly string[], input: string = ''): string {
  const done = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1e9 });
  if (done.status === 0) return done.stdout;
  console.error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
  return exit(1);
}

async function readPdf(path: string): Promise<string> {
  const document = await readDocument(
    readFileSync(path),
    { id: path, format: 'pdf' },
    { images: 'none' },
  );
  for (const { error } of document.failures ?? []) console.error(error.message);
  return document.text;
}

function recallOf(name: string, language: string, wanted: string, text: string): Recall {
  const units = unitsOf(wanted, language);
  const missing = missingOf(units, unitsOf(text, language));
  if (env['MISSING'] !== undefined && missing.length > 0)
    console.error(`${name}: ${missing.join(' ')}`);
  return { name, wanted: units.length, found: units.length - missing.length };
}

async function ofMade(): Promise<Recall[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-recall-'));
  const languages = env['LANGUAGES']?.split(',');
  const chosen = texts.filter(({ language }) => languages?.includes(language) ?? true);
  const made: { readonly name: string; readonly text: LanguageText; readonly wanted: string }[] =
    [];
  for (const text of chosen) {
    const sentences = text.sentences.join('\n');
    for (const [layout, body] of Object.entries(layouts)) {
      const name = `${text.language}-chromium-${layout}`;
      const html = join(folder, `${name}.html`);
      writeFileSync(html, pageOf(text, body(text)));
      run('chromium', [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-pdf-header-footer',
        `--user-data-dir=${join(folder, 'chromium')}`,
        `--print-to-pdf=${join(folder, `${name}.pdf`)}`,
        html,
      ]);
      const once = layout === 'list' || layout === 'columns' ? 2 : 1;
      const heading = layout === 'columns' ? `${text.sentences[0] ?? ''}\n` : '';
      made.push({ name, text, wanted: heading + `${sentences}\n`.repeat(once) });
    }
  }
  const drawn = chosen.filter(({ file, named }) => file !== undefined || named !== undefined);
  run('python3', [join(import.meta.dirname, 'pdf/make.py'), folder], JSON.stringify(drawn));
  for (const text of drawn) {
    const sentences = `${text.sentences.join('\n')}\n`;
    const kinds = text.direction === 'rtl' ? ['lines'] : ['plain', 'columns'];
    for (const kind of kinds) {
      const name = `${text.language}-reportlab-${kind}`;
      made.push({ name, text, wanted: sentences.repeat(kind === 'lines' ? 1 : 3) });
    }
  }
  const recalls: Recall[] = [];
  for (const { name, text, wanted } of made) {
    const path = join(folder, `${name}.pdf`);
    const recall = recallOf(name, text.language, wanted, await readPdf(path));
    const units = unitsOf(wanted, text.language);
    const theirs = joinHyphens(run('pdftotext', [path, '-']));
    const missed = missingOf(units, unitsOf(theirs, text.language)).length;
    recalls.push({ ...recall, theirs: units.length - missed });
  }
  console.log(`made in ${folder}`);
  return recalls;
}

async function ofFolder(folder: string): Promise<Recall[]> {
  const recalls: Recall[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.pdf')) continue;
    const path = join(folder, name);
    const { stdout: wanted } = spawnSync('pdftotext', [path, '-'], {
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    const text = await readPdf(path).catch((error: unknown) => String(error));
    recalls.push(recallOf(name, '', joinHyphens(wanted), text));
  }
  return recalls;
}

/** As pdftotext is asked to leave lines, it may leave a hyphen at the end of one. */
function joinHyphens(text: string): string {
  return text.replace(/(\p{L})[-\u2010\u00ad]\n(?=\p{Ll})/gu, '$1');
}

const [folder] = process.argv.slice(2);
const recalls = folder === undefined ? await ofMade() : await ofFolder(folder);
const print = ({ name, wanted, found, theirs }: Recall): void => {
  const other = theirs === undefined ? '' : `  pdftotext ${(theirs / wanted).toFixed(4)}`;
  console.log(
    `${name.padEnd(40)} ${String(wanted).padStart(8)} ${(found / wanted).toFixed(4)}${other}`,
  );
};
const sum = (name: string, some: readonly Recall[]): Recall => {
  const total = (of: (recall: Recall) => number): number =>
    some.reduce((all, one) => all + of(one), 0);
  const isMade = some.every(({ theirs }) => theirs !== undefined);
  return {
    name,
    wanted: total((one) => one.wanted),
    found: total((one) => one.found),
    ...(isMade ? { theirs: total((one) => one.theirs ?? 0) } : {}),
  };
};
for (const recall of recalls) print(recall);
if (folder === undefined)
  for (const [language, some] of Map.groupBy(recalls, ({ name }) =>
    name.slice(0, name.indexOf('-')),
  ))
    print(sum(`${language}, all`, some));
print(sum('all', recalls));
