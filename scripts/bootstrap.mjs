// Plain JavaScript without dependencies: this is all that runs before anything is installed.
// `node scripts/bootstrap.mjs <name> [arguments]` installs what is missing with the exact pnpm of
// package.json, then runs the script `task:<name>`, which pnpm gives the Node of this repository.
import process from 'node:process';
import { install } from './bootstrap/install.mjs';
import { pnpm } from './bootstrap/pnpm.mjs';

const oldestNode = 20;
const major = Number(process.versions.node.split('.')[0]);
if (major < oldestNode) {
  console.error(
    `nestvec needs Node ${oldestNode} or newer to start, and this is Node ${process.versions.node}. ` +
      'Install a newer one, then run the same command again.',
  );
  process.exit(1);
}

const [name, ...rest] = process.argv.slice(2);
if (name === undefined) {
  console.error('usage: node scripts/bootstrap.mjs <quickstart|test|build|lint|…> [arguments]');
  process.exit(1);
}

if (name === 'relock') {
  process.exitCode = await install({ frozen: false });
} else {
  process.exitCode =
    (await install({ frozen: true })) || (await pnpm(['--silent', 'run', `task:${name}`, ...rest]));
}
