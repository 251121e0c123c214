import { NestvecError } from './errors.ts';

const oldest = 22;

/**
 * Throws `unsupported` on a Node that lacks what is used here. npm only warns of that, and the first function that is missing would end
 * in a `TypeError` somewhere within.
 */
export function checkNode(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= oldest) return;
  const alternative = `install Node ${oldest} or newer`;
  throw new NestvecError(
    'unsupported',
    `nestvec needs Node ${oldest} or newer, and this is Node ${version}; ${alternative}`,
    { feature: `Node ${version}`, by: 'nestvec', alternative },
  );
}
