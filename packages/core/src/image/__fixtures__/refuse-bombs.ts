import { basename } from 'node:path';
import { isNestvecError } from '../../errors.ts';
import { cropRule } from '../geometry.ts';
import { imageLimitsSchema } from '../limits.ts';
import { createImageReader } from '../reader.ts';

// A process of its own, so that its peak is that of the refusals alone. Takes the path of a harmless image, then those of
// the bombs; prints as JSON, for each, why it was refused and how many megabytes the process's peak grew.

const reader = createImageReader(cropRule(512), imageLimitsSchema.parse({}), { worker: false });
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const [harmless = '', ...paths] = process.argv.slice(2);
await reader.read(harmless, undefined);

const outcomes: Record<string, unknown> = {};
for (const path of paths) {
  const before = peak();
  const error: unknown = await reader
    .read(path, undefined)
    .catch((reason: unknown) => reason);
  const reason = isNestvecError(error, 'image') ? error.details.reason : String(error);
  outcomes[basename(path)] = { reason, megabytes: Math.round(peak() - before) };
}
process.stdout.write(JSON.stringify(outcomes));
