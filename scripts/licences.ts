import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceTable, root } from './licences/table.ts';

// Writes LICENCES.md: every data file of the repository, where it comes from and under which licence. `node scripts/licences.ts`.
writeFileSync(join(root, 'LICENCES.md'), licenceTable());
