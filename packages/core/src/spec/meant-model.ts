import { closestName } from '../options/closest-name.ts';
import { knownModels } from './models.ts';

/** The known model that a name was most likely meant to be, such as one without its organisation; `undefined` for a known one and for any that is not close. */
export function meantModel(name: string): string | undefined {
  if (knownModels.includes(name)) return undefined;
  if (name.includes('/')) return closestName(name, knownModels);
  const meant = closestName(name, knownModels.map(bareName));
  return knownModels.find((known) => bareName(known) === meant);
}

/** Without its organisation. */
function bareName(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}
