import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Example, RetrievalTask } from '../../packages/eval/dist/index.js';

// Emoji of OpenMoji (a style that mini-clip was never trained on) and their names of CLDR, from packages of this folder's: first
// `npm install --no-save openmoji@17.0.0 cldr-annotations-full@48.2.0` in bench/.

/** Languages that are measured; mini-clip has never seen the last two of them. */
export const languages: readonly string[] =
  'en de fr es pt it ru ar hi ja ko zh nl pl tr uk vi id th fa sw gl af'.split(' ');

function packageFolder(name: string): string {
  const require = createRequire(import.meta.url);
  return dirname(require.resolve(`${name}/package.json`));
}

interface Annotations {
  readonly annotations: {
    readonly annotations: Readonly<Record<string, { readonly tts?: readonly string[] }>>;
  };
}

/** Names of emoji in a language, by the character without its variation selector. */
function namesOf(language: string): ReadonlyMap<string, string> {
  const file = join(
    packageFolder('cldr-annotations-full'),
    'annotations',
    language,
    'annotations.json',
  );
  const { annotations } = JSON.parse(readFileSync(file, 'utf8')) as Annotations; // CLDR's own form
  return new Map(
    Object.entries(annotations.annotations).flatMap(([character, { tts }]) => {
      const name = tts?.[0];
      return name === undefined ? [] : [[character.replaceAll('\uFE0F', ''), name]];
    }),
  );
}

/** The drawing of an emoji; `undefined` where OpenMoji has none. */
function drawingOf(character: string): string | undefined {
  const folder = join(packageFolder('openmoji'), 'color', 'svg');
  const codes = (text: string): string =>
    Array.from(text, (one) =>
      (one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0'),
    ).join('-');
  return [character, `${character}\uFE0F`]
    .map((text) => join(folder, `${codes(text)}.svg`))
    .find((path) => existsSync(path));
}

/** Every emoji that has a name in English and a drawing. */
export const documents: readonly Example[] = [...namesOf('en').keys()].flatMap(
  (character): Example[] => {
    const image = drawingOf(character);
    return image === undefined ? [] : [{ id: character, content: { image } }];
  },
);

/** One query for each different name: two emoji with one name are both right. */
export function taskOf(language: string): RetrievalTask {
  const names = namesOf(language);
  const owners = new Map<string, string[]>();
  for (const { id } of documents) {
    const name = names.get(id);
    if (name !== undefined) owners.set(name, [...(owners.get(name) ?? []), id]);
  }
  return {
    name: 'text-to-image',
    language,
    queries: [...owners.keys()].map((text) => ({ id: text, content: { text } })),
    documents,
    qrels: new Map([...owners].map(([text, ids]) => [text, new Map(ids.map((id) => [id, 1]))])),
  };
}
