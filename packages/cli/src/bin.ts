#!/usr/bin/env node
const oldestNode = 22;

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  console.error(
    `error: nestvec needs Node 22.13 or newer, and this is Node ${process.versions.node}; install a newer Node and run the same command again`,
  );
  process.exitCode = 1;
} else {
  // The errors that follow say what it warns of, in one sentence.
  process.env['LANCEDB_LOG'] ??= 'error';
  // Imported here, since an older Node may fail on the first line of what they load.
  const { main } = await import('./main.ts');
  const { processIo } = await import('./process-io.ts');
  const argv = process.argv.slice(2);
  process.exitCode = await main(argv, processIo(argv));
}
