// The data sets, their licences, and where each keeps the picture of one emoji.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const packagesFolder = join(import.meta.dirname, 'node_modules');

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
  // Share-alike, so never trained on: the unseen style of the evaluation.
  {
    name: 'openmoji',
    licence: 'CC-BY-SA-4.0',
    package: 'openmoji',
    find: openmoji,
    heldOut: true,
  },
];

export function readJson(...path) {
  return JSON.parse(readFileSync(join(packagesFolder, ...path), 'utf8'));
}

/** Letters and digits only, so that 'flag: Germany', 'flag-for-germany' and 'FlagGermany' meet. */
export function squeeze(name) {
  return name
    .toLowerCase()
    .replace(/^flag[- ]for[- ]/, 'flag-')
    .normalize('NFD')
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
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
    if (icon === undefined) return undefined;
    const box = [
      icon.left ?? 0,
      icon.top ?? 0,
      icon.width ?? data.width,
      icon.height ?? data.height,
    ];
    return Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" color="#111" viewBox="${box.join(' ')}" width="128" height="128">${icon.body}</svg>`,
    );
  };
  return { byCode, bySqueezedName, svg };
}
