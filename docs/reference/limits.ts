import { imageLimitsSchema } from '@nestvec/core/kit';
import { code, table } from '../site/markdown.ts';
import { resolveLimits } from '../../packages/server/dist/limits.js';
import { usualLimits } from '../../packages/sources/dist/document-options.js';
import { type DeclaredStores, shown } from './stores.ts';

/** Limits: those that databases set, and our own defaults, read from where they are in force. */
export function limitsPage({ names, limits }: DeclaredStores): string {
  return [
    '# Limits',
    'Numbers are read from the code. A limit that refuses something names the option that raises it.',
    '## Databases',
    'From `store.limits`; `none`: nestvec cuts calls into requests itself.',
    table(['limit', 'of what', ...names], limits),
    '## Images',
    'Options under `imageLimits`, of embedders and servers.',
    defaultsTable(imageLimitsSchema.parse({})),
    '## Documents',
    'Options of `documents` and `readDocument` in `@nestvec/sources`.',
    defaultsTable(usualLimits),
    '## Server',
    'Options under `limits` of `createServer`; on the command line, flags of `nestvec serve`.',
    defaultsTable(resolveLimits({})),
    '## Elsewhere',
    'An id has at most 512 bytes of UTF-8; a search by words at most 500 words, a query by `all` at most 16 parts, by `like` at most 100 ids; a facet gives at most 100 values; a line of JSONL holds at most 32 MiB, a row of a table 8 MiB.',
  ].join('\n\n');
}

function defaultsTable(defaults: object): string {
  return table(
    ['option', 'default'],
    Object.entries(defaults)
      .filter(([, value]) => value !== undefined && typeof value !== 'function')
      .map(([name, value]) => [code(name), shown(value)]),
  );
}
