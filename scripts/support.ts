import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../tests/support/workspace.ts';
import { supportPage } from './support/table.ts';
import { run } from './run.ts';

// Writes SUPPORT.md: the versions that the workflow, the images and the packages name. `node scripts/support.ts`.
const file = join(root, 'SUPPORT.md');
writeFileSync(file, supportPage());
process.exitCode = await run(join(root, 'node_modules/.bin/oxfmt'), [file]);
