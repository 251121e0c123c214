import { type RecordRemoval, removesAll } from '@nestvec/core/store';
import { compileFilter, everything } from './filter.ts';
import { checkCompleted } from './points.ts';
import type { Scope } from './scope.ts';

/** Removes points, and waits until it is done. */
export function removal({ api, collection, layout, where }: Scope): RecordRemoval {
  return {
    async byIds(ids) {
      const points = ids.map((id) => layout.pointId(id));
      checkCompleted(await api.delete(collection, { points, wait: true }));
    },
    async byFilter(node) {
      // What no point can fail, whatever it holds, is known by now only.
      if (node !== undefined && compileFilter(node, layout.leaf) === undefined) throw removesAll();
      // An empty filter would mean everything by accident; this one means it.
      const filter = where(node ?? { op: 'and', nodes: [] }) ?? everything;
      checkCompleted(await api.delete(collection, { filter, wait: true }));
    },
  };
}
