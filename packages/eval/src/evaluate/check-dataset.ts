import { hash } from 'node:crypto';
import { checkList, describeValue, invalid } from '@nestvec/core/kit';
import { eligibleOf } from './eligible.ts';
import type { Example, RetrievalDataset, RetrievalTask } from '../data/dataset.ts';

/**
 * Checks what could make a measurement say something else than it seems to: ids that are there twice, judgements of unknown ids, tasks
 * without queries. Throws `invalid-input` that names the task.
 */
export function checkDataset(dataset: unknown): asserts dataset is RetrievalDataset {
  if (typeof dataset !== 'object' || dataset === null || !('tasks' in dataset))
    throw invalid(
      'options.dataset',
      `must be what openDataset gives, got ${describeValue(dataset)}`,
    );
  checkList(dataset.tasks, 'options.dataset.tasks');
  if (dataset.tasks.length === 0) throw invalid('options.dataset.tasks', 'is empty');
  for (const [i, task] of dataset.tasks.entries())
    checkTask(task as RetrievalTask, `options.dataset.tasks[${i}]`); // whose parts are checked there
}

function checkTask(task: RetrievalTask, path: string): void {
  const qrels: unknown = task.qrels;
  const title = [task.name, task.language].filter((part) => part !== undefined).join(' ');
  const queries = idsOf(task.queries, `${path}.queries`, title);
  const documents = idsOf(task.documents, `${path}.documents`, title);
  if (!(qrels instanceof Map)) throw invalid(`${path}.qrels`, 'must be a Map');
  for (const [query, judged] of task.qrels) {
    if (!queries.has(query))
      throw invalid(`${path}.qrels`, `${title} judges the unknown query ${describeValue(query)}`);
    if (!(judged instanceof Map))
      throw invalid(`${path}.qrels`, `${title}: the grades of ${query} must be a Map`);
    for (const [id, grade] of judged) {
      if (!documents.has(String(id)))
        throw invalid(
          `${path}.qrels`,
          `${title} judges the unknown document ${describeValue(id)} for ${describeValue(query)}`,
        );
      if (typeof grade !== 'number' || !Number.isFinite(grade))
        throw invalid(
          `${path}.qrels`,
          `${title}: the grade of ${describeValue(id)} must be a number`,
        );
    }
  }
  checkFilters(task, path, title);
  const relevant = [...task.qrels.values()].some((judged) =>
    [...judged.values()].some((grade) => grade > 0),
  );
  if (!relevant)
    throw invalid(`${path}.qrels`, `${title} has nothing relevant, so every search would count 0`);
}

/** A document that is right and that the filter hides would count against every database alike. */
function checkFilters(task: RetrievalTask, path: string, title: string): void {
  const eligible = eligibleOf(task, path);
  const places = new Map(task.documents.map(({ id }, at) => [id, at]));
  for (const [i, { id }] of task.queries.entries()) {
    const own = eligible[i];
    if (own === undefined) continue;
    for (const [document, grade] of task.qrels.get(id) ?? [])
      if (grade > 0 && own[places.get(document) ?? 0] !== 1)
        throw invalid(
          `${path}.queries[${i}].filter`,
          `${title}: leaves out ${describeValue(document)}, which is right for ${describeValue(id)}`,
        );
  }
}

function idsOf(examples: unknown, path: string, title: string): ReadonlySet<string> {
  checkList(examples, path);
  if (examples.length === 0) throw invalid(path, `is empty (${title})`);
  const ids = new Set<string>();
  for (const [i, example] of examples.entries()) {
    const id = typeof example === 'object' && example !== null && 'id' in example ? example.id : '';
    if (typeof id !== 'string' || id === '')
      throw invalid(`${path}[${i}].id`, 'must be a text that is not empty');
    if (ids.has(id))
      throw invalid(`${path}[${i}].id`, `${describeValue(id)} is there twice (${title})`);
    ids.add(id);
  }
  return ids;
}

/** Of ids, judgements and languages, in order. */
export function hashDataset({ tasks }: RetrievalDataset): string {
  const idOf = ({ id }: Example): string => id;
  const parts = tasks.map((task) => [
    task.name,
    task.language ?? null,
    task.queries.map(idOf),
    task.documents.map(idOf),
    [...task.qrels].map(([query, judged]) => [query, [...judged]]),
    // Absent where nothing is filtered.
    task.queries.flatMap(({ id, filter }) => (filter === undefined ? [] : [[id, filter]])),
  ]);
  return hash('sha256', JSON.stringify(parts)).slice(0, 16);
}
