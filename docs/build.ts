// Builds the site into docs/dist: `npm run docs`. The packages are built before, since the reference is made from them.
import { build } from 'vitepress';
import { writeApi } from './reference/api.ts';
import { assemble } from './site/assemble.ts';
import { builtFolder, root } from './site/places.ts';

await assemble();
await writeApi();
await build(`${root}docs`);
console.log(`The site is in ${builtFolder}; open it by any server of static files.`);
