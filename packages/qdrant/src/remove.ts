import type { RecordRemoval } from '@nestvec/core/store';
import { everything } from './filter.ts';
import { checkCompleted } from './points.ts';
import type { Scope } from './scope.ts';

/** Removes points, and waits until it is done. */
export function removal({ api, collection, layout, where }: Scope): RecordRemoval {
  return {
    async byIds(ids) {
      const points = ids.map((id) => layout.pointId(id));
      checkCompleted(await api.delete(collection, { points, wait: true }));
    },
    async byFilter(node = { op: 'and', nodes: [] }) {
      // An empty filter would mean everything by accident; this one means it.
      const filter = where(node) ?? everything;
      checkCompleted(await api.delete(collection, { filter, wait: true }));
    },
  };
}
