import type { FilterNode } from '@nestvec/core/store';
import { conformance, filterCases } from '@nestvec/testkit';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { openAt } from './__fixtures__/open.ts';

/** No filter of Pinecone's knows the ids of records. */
function asksForId(node: FilterNode): boolean {
  if ('nodes' in node) return node.nodes.some(asksForId);
  return 'node' in node ? asksForId(node.node) : node.field === '$id';
}

const fake = await pineconeFake({ quiet: true });
const open = openAt(fake.url);

conformance({ name: 'pinecone on the fake', open });
filterCases({ name: 'pinecone on the fake', open, refuses: asksForId, cleanUp: fake.close });

// What `$ne` and `$nin` mean where the field is missing is not documented: the filters must mean the same either way.
const other = await pineconeFake({ quiet: true, missingIsUnequal: true });
filterCases({
  name: 'pinecone where a missing field is unequal to everything',
  open: openAt(other.url),
  refuses: asksForId,
  cleanUp: other.close,
});
