import { invalid, isNestvecError } from '../../errors.ts';
import { checkCollectionName } from '../../spec/names.ts';
import type { ResolvedCopyOptions } from '../copy-options.ts';
import type { CopyReport } from '../copy-report.ts';
import type { Standing } from './standing.ts';

/** Throws for an alias that could not be moved when the copy is done, before it begins. */
export async function checkAlias(
  { to }: Pick<Standing, 'to'>,
  { alias, verify, signal }: ResolvedCopyOptions,
): Promise<void> {
  if (alias === undefined) return;
  checkCollectionName(alias, 'options.alias');
  if (verify === 'none')
    throw invalid('options.alias', 'is moved after both sides were compared; leave out verify');
  if (alias === to.collection)
    throw invalid('options.alias', `${alias} is the name that is copied into; name another one`);
  await to.aliases.get(alias, { signal });
}

/** Leads the alias to the target where both sides are equal, and adds to the report what became of it. */
export async function moveAlias(
  report: CopyReport,
  { to, target }: Standing,
  { alias, dryRun, otherModel, signal }: ResolvedCopyOptions,
): Promise<CopyReport> {
  if (alias === undefined || dryRun) return report;
  const { verification, failures } = report;
  if (verification?.equal !== true || failures.length > 0)
    return { ...report, alias: { alias, notMoved: 'source and target differ' } };
  try {
    const from = await to.aliases.get(alias, { signal });
    if (from === undefined) await to.aliases.set(alias, target, { signal });
    else await to.aliases.move(alias, target, { from, otherModel, signal });
    return { ...report, alias: { alias, from, to: target } };
  } catch (error) {
    // What was copied is there; the alias leads where it did.
    if (!isNestvecError(error) || error.code === 'aborted') throw error;
    return { ...report, alias: { alias, notMoved: error.message } };
  }
}

/** Why nothing may be removed from the target: an alias leads there, so that apps use it. */
export async function inUse(
  { to, target }: Pick<Standing, 'to' | 'target'>,
  { signal }: Pick<ResolvedCopyOptions, 'signal'>,
): Promise<string | undefined> {
  if (to.capabilities.aliases === false) return undefined;
  const found = (await to.aliases.list({ signal })).find(({ collection }) => collection === target);
  return found && `the alias ${found.alias} leads to ${target}, so apps may use it`;
}
