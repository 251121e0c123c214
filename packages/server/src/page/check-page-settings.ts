import type { VectorIndex } from '@nestvec/core';
import { invalid, messageOf } from '@nestvec/core/kit';
import { parseFilter } from '@nestvec/core/store';
import type { PageSettings } from './page-settings.ts';

/** Throws `invalid-input` for settings that do not fit the indexes, so that a slip is seen before the first request. */
export function checkPageSettings(
  indexes: ReadonlyMap<string, VectorIndex>,
  settings: Readonly<Record<string, PageSettings>>,
  hasPage: boolean,
): void {
  for (const [name, { facets = [], sorts = [], group, boost = [] }] of Object.entries(settings)) {
    const path = `options.pageSettings.${name}`;
    if (!hasPage) throw invalid('options.pageSettings', 'is for options.page, which is not given');
    const index = indexes.get(name);
    if (index === undefined) throw invalid(path, 'is of no index; give one of that name');
    const { fields } = index.spec;
    const check = (field: string, place: string, types: readonly string[]): void => {
      const type = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (type === undefined || !types.includes(type))
        throw invalid(
          `${path}.${place}`,
          `names ${field}, which is not declared as ${types.join(' or ')}`,
        );
    };
    const values = ['string', 'string[]', 'boolean'];
    const ordered = ['number', 'datetime'];
    if (group !== undefined && group !== '$parentId')
      check(group, 'group', ['string', 'number', 'boolean', 'datetime']);
    for (const field of facets) check(field, 'facets', [...values, ...ordered]);
    for (const field of sorts) check(field, 'sorts', ordered);
    for (const [i, { field, filter }] of boost.entries()) {
      if (field !== undefined) check(field, `boost[${i}].field`, ordered);
      try {
        parseFilter(filter, fields);
      } catch (error) {
        throw invalid(
          `${path}.boost[${i}].filter`,
          messageOf(error).replace(/^filter: /, ''),
          error,
        );
      }
    }
  }
}
