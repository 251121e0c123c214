// A second process: moves an alias between two collections until it is killed, and says after each move where it led.
import { lancedb } from '@nestvec/lancedb';

const [folder, alias, first, second] = process.argv.slice(2);
const { aliases } = lancedb({ uri: folder, collection: first });
for (let i = 1; ; i++) {
  const to = i % 2 === 0 ? first : second;
  await aliases.move(alias, to);
  process.stdout.write(`${to}\n`);
}
