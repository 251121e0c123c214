import { compiledFilterCases, filterFields } from '@nestvec/testkit';
import { passes } from './__fixtures__/evaluate.ts';
import { smallSpec } from './__fixtures__/spec.ts';
import { attachedLayout } from './attach-layout.ts';
import { compileFilter } from './filter.ts';
import type { Layout } from './layout.ts';
import { ownLayout } from './record.ts';

const spec = smallSpec({ fields: Object.fromEntries(filterFields) });

compiledFilterCases({ name: 'filters of our own collections', ...on(ownLayout(spec, undefined)) });

compiledFilterCases({
  name: 'filters of attached collections',
  ...on(attachedLayout({ ids: 'mapped', embedder: spec.embedder, vectors: {} }, spec)),
  // $exists of an array of strings.
  mayRefuse: true,
});

function on(layout: Layout): Pick<Parameters<typeof compiledFilterCases>[0], 'compile'> {
  return {
    compile(node) {
      const filter = compileFilter(node, layout.leaf);
      return (record) =>
        filter === undefined || passes(filter, layout.toPayload(record), layout.pointId(record.id));
    },
  };
}
