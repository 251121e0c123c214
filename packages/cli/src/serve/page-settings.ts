import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Boost, type FieldType, isNestvecError, type VectorIndex } from '@nestvec/core';
import { invalid, isPlainObject, messageOf, parseJson } from '@nestvec/core/kit';
import type { PageSettings } from '@nestvec/server';
import type { BoostAsked, PageFlags } from './page-flags.ts';

type Indexes = Readonly<Record<string, VectorIndex>>;
type Settings = Readonly<Record<string, PageSettings>>;

const names = [
  'heading',
  'title',
  'description',
  'image',
  'price',
  'currency',
  'facets',
  'sorts',
  'group',
  'boost',
] as const;

/**
 * How the page shows the collections: by flags, which are for one, or by a file. Throws `invalid-input` for both, for flags of several
 * collections, and where there is no page.
 */
export async function pageSettingsOf(
  flags: PageFlags,
  {
    indexes,
    hasPage,
    cwd,
  }: { readonly indexes: Indexes; readonly hasPage: boolean; readonly cwd: string },
): Promise<Settings | undefined> {
  const { pageSettings: file } = flags;
  const given = names.find((name) => flags[name] !== undefined);
  const count = Object.keys(indexes).length;
  if (!hasPage && count > 0 && (given ?? file) !== undefined)
    throw invalid(
      given === undefined ? '--page-settings' : `--${given}`,
      'is for the page, which is not built in this checkout; run npm run build',
    );
  if (given === undefined && file !== undefined && count === 0)
    throw invalid('--page-settings', 'is for the page of collections; name those to serve');
  if (given === undefined) return file === undefined ? undefined : await readFileOf(file, cwd);
  if (file !== undefined)
    throw invalid(`--${given}`, 'stands in the file of --page-settings; give one of the two');
  const [[name, index] = ['', undefined], ...others] = Object.entries(indexes);
  if (index === undefined || others.length > 0)
    throw invalid(
      `--${given}`,
      index === undefined
        ? 'is for the page of a collection; name one to serve'
        : 'is for one collection; put the settings of several into a file for --page-settings',
    );
  const { pageSettings: _, boost, ...rest } = flags;
  const own = Object.fromEntries(
    Object.entries(rest).filter(([key]) => names.some((one) => one === key)),
  );
  const { fields } = index.spec;
  return {
    [name]: { ...own, ...(boost === undefined ? {} : { boost: boost.map(boostOf(fields)) }) },
  };
}

/** Gives an error of the server about settings as one of the flag that they came from. */
export function asFlags(error: unknown, { pageSettings: file }: PageFlags): unknown {
  if (!isNestvecError(error, 'invalid-input')) return error;
  const { field } = error.details;
  const [, name, key] = /^options\.pageSettings\.(.+?)\.(\w+)/.exec(field) ?? [];
  const problem = error.message.replace(`${field}: `, '');
  if (file !== undefined && field.startsWith('options.pageSettings'))
    return invalid('--page-settings', `${file}: ${field.slice(21) || 'it'} ${problem}`, error);
  return name === undefined ? error : invalid(`--${key}`, problem, error);
}

function boostOf(fields: Readonly<Record<string, FieldType>>): (asked: BoostAsked) => Boost {
  return ({ field, value, weight }) => {
    if (value === undefined) return { field, weight };
    const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return { filter: { [field]: valueOf(value, type) }, weight };
  };
}

/** What does not fit the type stays a text, which the server refuses with the field. */
function valueOf(text: string, type: FieldType | undefined): string | number | boolean {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const isNumber = type === 'number' || type === 'number[]';
  return isNumber && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

async function readFileOf(file: string, cwd: string): Promise<Settings> {
  const example = '{"shop":{"heading":"Our shop","currency":"EUR"}}';
  let settings: unknown;
  try {
    settings = parseJson(await readFile(resolve(cwd, file), 'utf8'));
  } catch (error) {
    throw invalid('--page-settings', `${file}: ${messageOf(error)}; it holds ${example}`, error);
  }
  if (!isPlainObject(settings))
    throw invalid('--page-settings', `${file} must hold an object such as ${example}`);
  return settings as Settings; // each is checked by `createServer`
}
