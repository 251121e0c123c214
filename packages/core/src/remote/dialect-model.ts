import { invalid } from '../errors.ts';
import { closestName } from '../options/closest-name.ts';
import { type Dialect, dialectFacts } from './dialects.ts';
import { type GivenModel, rowOf } from './given-model.ts';
import { findHostedModel, type HostedModel, hostedModelIds } from './models.ts';

/**
 * The row of a model as a dialect can use it: without what has no field there, and with the model's prefixes where the task has none.
 * Throws `invalid-input` for a model that nestvec does not know and is given no facts of, and for one whose task has no field there.
 */
export function modelInDialect(
  id: string,
  dialect: Dialect,
  given: GivenModel | undefined,
): HostedModel {
  const facts = dialectFacts[dialect];
  const row = given === undefined ? findHostedModel(id, dialect) : rowOf(id, given);
  if (row === undefined) {
    const meant = closestName(id.replace(/^.*\//, ''), hostedModelIds);
    const guess = meant === undefined ? '' : ` (did you mean ${meant}?)`;
    throw invalid(
      'jina.model',
      `nestvec does not know "${id}"${guess}; use one of ${hostedModelIds.join(', ')}, or give its facts: { dimensions, maxTokens }`,
    );
  }
  const { image, prefixes = {}, ...rest } = row;
  // Facts that are given are those of the caller's own server.
  const isAllowed = given !== undefined || facts.lengths?.includes(row.dimensions) !== false;
  const shared = {
    ...rest,
    modalities: facts.images ? row.modalities : (['text'] as const),
    takesDimensions: row.takesDimensions && facts.dimensions !== undefined && isAllowed,
    itemsPerRequest: Math.min(row.itemsPerRequest, facts.itemsPerRequest),
    ...(image === undefined || !facts.images ? {} : { image }),
  };
  if (facts.tasks !== undefined) {
    if (given?.prefixes === undefined) return { ...shared, tasks: facts.tasks };
    throw invalid(
      'jina.facts.prefixes',
      `is not for ${dialect}, which is sent ${facts.task} and puts a prefix itself; leave it out`,
    );
  }
  const hasTasks = Object.keys(row.tasks).length > 0;
  if (facts.task !== undefined) return hasTasks ? shared : { ...shared, prefixes };
  if (hasTasks && row.prefixes === undefined) {
    throw invalid(
      'jina.dialect',
      `${dialect} has no field for a task, which ${id} needs; use dialect jina, or give facts of the model as your server serves it`,
    );
  }
  return { ...shared, tasks: {}, prefixes };
}
