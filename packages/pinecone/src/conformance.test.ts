import { conformance, filterCases } from '@nestvec/testkit';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { openAt } from './__fixtures__/open.ts';

const fake = await pineconeFake({ quiet: true });
const open = openAt(fake.url);

conformance({ name: 'pinecone on the fake', open });
filterCases({ name: 'pinecone on the fake', open, cleanUp: fake.close });

// What `$ne` and `$nin` mean where the field is missing is not documented: the filters must mean the same either way.
const other = await pineconeFake({ quiet: true, missingIsUnequal: true });
filterCases({
  name: 'pinecone where a missing field is unequal to everything',
  open: openAt(other.url),
  cleanUp: other.close,
});
