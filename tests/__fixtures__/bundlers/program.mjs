import { ways } from './ways.mjs';

const names = process.argv.slice(2);
for (const name of names) console.log(name, JSON.stringify(await ways[name]()));
