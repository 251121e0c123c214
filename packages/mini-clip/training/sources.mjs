// The data sets, their licences, and where each keeps the image of one emoji.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iconsByName, squeeze, toSvg, wantedNames } from './icon-names.mjs';

const ICONS_EACH = 3;

export const packagesFolder = join(import.meta.dirname, 'node_modules');

// Icon families: drawings of a few hundred of the concepts each, mostly lines and silhouettes, found by name.
const iconFamilies = [
  ['tabler', 'MIT'],
  ['ph', 'MIT'],
  ['lucide', 'ISC'],
  ['lucide-lab', 'ISC'],
  ['mdi', 'Apache-2.0'],
  ['material-symbols', 'Apache-2.0'],
  ['game-icons', 'CC-BY-3.0'],
  ['icon-park', 'Apache-2.0'],
  ['icon-park-outline', 'Apache-2.0'],
  ['hugeicons', 'MIT'],
  ['solar', 'CC-BY-4.0'],
  ['flat-color-icons', 'MIT'],
  ['fa6-solid', 'CC-BY-4.0'],
  ['healthicons', 'MIT'],
  ['iconoir', 'MIT'],
  ['mingcute', 'Apache-2.0'],
  ['maki', 'CC0-1.0'],
  ['streamline', 'CC-BY-4.0'],
  ['streamline-ultimate', 'CC-BY-4.0'],
  ['streamline-ultimate-color', 'CC-BY-4.0'],
  ['streamline-freehand-color', 'CC-BY-4.0'],
  ['streamline-plump', 'CC-BY-4.0'],
  ['streamline-flex', 'CC-BY-4.0'],
  ['streamline-pixel', 'CC-BY-4.0'],
  ['meteocons', 'MIT'],
  ['ion', 'MIT'],
  ['ri', 'Apache-2.0'],
  ['guidance', 'CC-BY-4.0'],
  ['la', 'Apache-2.0'],
  ['medical-icon', 'MIT'],
  ['icons8', 'MIT'],
  ['duo-icons', 'MIT'],
  ['fluent-color', 'MIT'],
  ['mynaui', 'MIT'],
  ['majesticons', 'MIT'],
  ['uil', 'Apache-2.0'],
  ['bi', 'MIT'],
  ['carbon', 'Apache-2.0'],
];

export const styles = [
  {
    name: 'noto',
    licence: 'Apache-2.0',
    package: 'emoji-datasource-google',
    find: datasource('google'),
  },
  {
    name: 'noto-svg',
    licence: 'Apache-2.0',
    package: '@iconify-json/noto',
    find: iconify('noto'),
  },
  {
    name: 'noto-v1',
    licence: 'Apache-2.0',
    package: '@iconify-json/noto-v1',
    find: iconify('noto-v1'),
  },
  {
    name: 'twemoji',
    licence: 'CC-BY-4.0',
    package: 'emoji-datasource-twitter',
    find: datasource('twitter'),
  },
  {
    name: 'fluent-3d',
    licence: 'MIT',
    package: '@lobehub/fluent-emoji-3d',
    find: fluent3d,
  },
  {
    name: 'fluent-color',
    licence: 'MIT',
    package: '@iconify-json/fluent-emoji',
    find: iconify('fluent-emoji'),
  },
  {
    name: 'fluent-flat',
    licence: 'MIT',
    package: '@iconify-json/fluent-emoji-flat',
    find: iconify('fluent-emoji-flat'),
  },
  {
    name: 'fluent-contrast',
    licence: 'MIT',
    package: '@iconify-json/fluent-emoji-high-contrast',
    find: iconify('fluent-emoji-high-contrast'),
  },
  {
    name: 'emojione',
    licence: 'CC-BY-4.0',
    package: '@iconify-json/emojione',
    find: iconify('emojione'),
  },
  {
    name: 'emojione-monotone',
    licence: 'CC-BY-4.0',
    package: '@iconify-json/emojione-monotone',
    find: iconify('emojione-monotone'),
  },
  {
    name: 'fxemoji',
    licence: 'Apache-2.0',
    package: '@iconify-json/fxemoji',
    find: iconify('fxemoji'),
  },
  {
    name: 'streamline',
    licence: 'CC-BY-4.0',
    package: '@iconify-json/streamline-emojis',
    find: iconify('streamline-emojis'),
  },
  // Never trained on: the evaluation's unseen styles are this one, which is share-alike, and font_pictures.py's.
  {
    name: 'openmoji',
    licence: 'CC-BY-SA-4.0',
    package: 'openmoji',
    find: openmoji,
  },
  ...iconFamilies.map(([set, licence]) => ({
    name: `icons-${set}`,
    licence,
    package: `@iconify-json/${set}`,
    findAll: icons(set),
  })),
];

export function readJson(...path) {
  return JSON.parse(readFileSync(join(packagesFolder, ...path), 'utf8'));
}

function existing(paths) {
  return paths.find((path) => existsSync(path));
}

function datasource(vendor) {
  const folder = join(packagesFolder, `emoji-datasource-${vendor}`, 'img', vendor, '64');
  return (emoji) => existing([join(folder, emoji.image)]);
}

function fluent3d(emoji) {
  const folder = join(packagesFolder, '@lobehub', 'fluent-emoji-3d', 'assets');
  return existing(emoji.codes.map((code) => join(folder, `${code}.webp`)));
}

function openmoji(emoji) {
  const folder = join(packagesFolder, 'openmoji', 'color', 'svg');
  return existing(emoji.codes.map((code) => join(folder, `${code.toUpperCase()}.svg`)));
}

/** Finds an icon by code point where the set lists them, else by any English name of the emoji. */
function iconify(set) {
  let icons;
  return (emoji) => {
    icons ??= loadIcons(set);
    const name =
      emoji.codes.map((code) => icons.byCode[code]).find(Boolean) ??
      emoji.names.map((candidate) => icons.bySqueezedName.get(squeeze(candidate))).find(Boolean);
    return name === undefined ? undefined : icons.svg(name);
  };
}

/** Every drawing that a family has under one of the emoji's names, at most ICONS_EACH. */
function icons(set) {
  let byName;
  return (emoji) => {
    byName ??= iconsByName(readJson('@iconify-json', set, 'icons.json'));
    return wantedNames(emoji)
      .flatMap((name) => byName.get(name) ?? [])
      .slice(0, ICONS_EACH);
  };
}

function loadIcons(set) {
  const data = readJson('@iconify-json', set, 'icons.json');
  const byCode = readJson('@iconify-json', set, 'chars.json');
  const parents = new Map(
    Object.entries(data.aliases ?? {}).map(([alias, { parent }]) => [alias, parent]),
  );
  const bySqueezedName = new Map(
    [...Object.keys(data.icons), ...parents.keys()].map((name) => [squeeze(name), name]),
  );
  const svg = (name) => {
    const icon = data.icons[name] ?? data.icons[parents.get(name)];
    return icon && toSvg(icon, data);
  };
  return { byCode, bySqueezedName, svg };
}
