// One of two processes: at each line that it reads, moves an alias from one collection to its own, and says what became of it.
import { createInterface } from 'node:readline';
import { lancedb } from '@nestvec/lancedb';

const [folder, alias, own] = process.argv.slice(2);
const { aliases } = lancedb({ uri: folder, collection: own });
await aliases.get(alias); // loads LanceDB before the race
process.stdout.write('ready\n');
for await (const from of createInterface({ input: process.stdin })) {
  let outcome = 'moved';
  try {
    await aliases.move(alias, own, { from });
  } catch (error) {
    outcome = error.code ?? String(error);
  }
  process.stdout.write(`${outcome}\n`);
}
