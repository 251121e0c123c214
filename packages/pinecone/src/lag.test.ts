import { conformance } from '@nestvec/testkit';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { openAt } from './__fixtures__/open.ts';

// Each write is seen after another time, so that what waits for the wrong one shows.
let turn = 0;
const fake = await pineconeFake({ quiet: true, lagMs: () => (++turn * 7) % 23 });

conformance({
  name: 'pinecone on the fake with a lag',
  open: openAt(fake.url),
  cleanUp: fake.close,
  oneIn: 3,
});
