import { compareIdentity } from '../spec/identity.ts';
import type { ResolvedSpec, ResolvedVector } from '../spec/spec.ts';
import { step } from './step.ts';
import { clashWithTheirs, isTheirs, keepTheirs, removedVectors } from './theirs.ts';
import type { Observed, ObservedVector, PlanStep } from './types.ts';

/** What one database can change in place. */
export interface Alterations {
  readonly addVector: boolean;
  /** Whether a vector that was added to a collection of someone else can be removed. */
  readonly removeVector: boolean;
  /** Of a collection that someone else made: whether a field can get an index. */
  readonly addField: boolean;
  readonly setGraph: boolean;
  readonly setQuantization: boolean;
}

/** The steps that lead from what is observed to what is declared. Pure: the same input gives the same steps. */
export function diffCollection(
  spec: ResolvedSpec,
  observed: Observed | undefined,
  can: Alterations,
): readonly PlanStep[] {
  if (observed === undefined) {
    return [
      step('create', 'collection', `${spec.name} does not exist`, { kind: 'create-collection' }),
    ];
  }
  const steps = [
    ...diffEmbedder(spec, observed),
    ...diffTenants(spec, observed),
    ...diffFields(spec, observed, can),
    ...diffRecordFields(observed),
    ...diffWords(spec, observed),
    ...Object.entries(spec.vectors).flatMap(([name, vector]) =>
      diffVector(name, vector, observed, can),
    ),
    ...(can.removeVector ? removedVectors(spec, observed) : []),
  ];
  return observed.attached === undefined ? steps : steps.map(keepTheirs);
}

/** Vectors and fields that the database has and the spec does not name. */
export function unmanaged(spec: ResolvedSpec, observed: Observed | undefined): readonly string[] {
  if (observed === undefined) return [];
  const beyond = (kind: string, found: object, declared: object): string[] =>
    Object.keys(found)
      .filter((name) => !Object.hasOwn(declared, name))
      .map((name) => `${kind}.${name}`);
  return [
    ...beyond('vectors', observed.vectors, spec.vectors),
    ...beyond('fields', observed.fields, spec.fields),
  ];
}

function diffEmbedder(spec: ResolvedSpec, observed: Observed): PlanStep[] {
  const { verdict, differences } = compareIdentity(observed.embedder, spec.embedder);
  if (verdict === 'equal') return [];
  if (verdict === 'unknown') {
    return [
      step('alter', 'embedder', 'the collection does not say which embedder filled it', {
        kind: 'set-embedder',
      }),
    ];
  }
  const list = differences.map((d) => `${d.field} ${d.stored} → ${d.given}`).join(', ');
  return [
    verdict === 'near'
      ? step(
          'refuse',
          'embedder',
          `filled by a near embedder (${list}); name these fields to accept it`,
          { kind: 'none' },
        )
      : step(
          'rebuild',
          'embedder',
          `filled by a different embedder (${list}); its vectors can't be compared to this one's`,
          { kind: 'rebuild' },
        ),
  ];
}

function diffTenants(spec: ResolvedSpec, observed: Observed): PlanStep[] {
  if (spec.tenants === observed.tenants) return [];
  return [
    step(
      'rebuild',
      'tenants',
      `tenants are ${observed.tenants ? 'on' : 'off'} and can't be turned ${spec.tenants ? 'on' : 'off'}`,
      { kind: 'rebuild' },
    ),
  ];
}

function diffFields(spec: ResolvedSpec, observed: Observed, can: Alterations): PlanStep[] {
  const steps: PlanStep[] = [];
  for (const [name, type] of Object.entries(spec.fields)) {
    const target = `fields.${name}`;
    const found = Object.hasOwn(observed.fields, name) ? observed.fields[name] : undefined;
    if (found === undefined && can.addField) {
      const reason = observed.attached === undefined ? 'is not declared yet' : 'gets an index';
      steps.push(step('alter', target, `${name} (${type}) ${reason}`, { kind: 'add-field', name }));
    } else if (found !== type) {
      const missing =
        observed.attached === undefined
          ? "can't be added here"
          : 'is not in attach.fields; name it there, if the collection has it';
      const reason =
        found === undefined
          ? `${name} (${type}) ${missing}`
          : `${name} is ${found} and can't become ${type}`;
      steps.push(step('rebuild', target, reason, { kind: 'rebuild' }));
    }
  }
  return steps;
}

/** A collection from before filters could ask for parts of a record; of one of someone else nothing is altered. */
function diffRecordFields({ attached, recordFields }: Observed): PlanStep[] {
  if (attached !== undefined || recordFields !== false) return [];
  const reason = 'filters on $parentId, $source and $uri have no index yet';
  return [step('alter', 'record fields', reason, { kind: 'add-record-fields' })];
}

/** Words are cut from the stored texts; what was cut by other rules is cut again. */
function diffWords({ keyword, cutter }: ResolvedSpec, { words, attached }: Observed): PlanStep[] {
  if (!keyword || (words?.complete === true && words.cutter === cutter)) return [];
  if (attached !== undefined) {
    const reason =
      'the collection has no full text over attach.textField; make one with the database’s own client';
    return words === undefined ? [step('refuse', 'words', reason, { kind: 'none' })] : [];
  }
  const fill = (why: string): PlanStep =>
    step('backfill', 'words', `${why}: they are cut from the stored texts without inference`, {
      kind: 'backfill-words',
    });
  if (words?.cutter === cutter) return [fill('cutting the words was interrupted')];
  const reason =
    words === undefined
      ? 'the words of the texts are not kept yet'
      : `words were cut by the rules ${words.cutter}, and this process cuts by ${cutter}`;
  return [
    step('alter', 'words', reason, { kind: 'set-words' }),
    fill(words === undefined ? 'they are new' : 'the rules are others'),
  ];
}

function diffVector(
  name: string,
  declared: ResolvedVector,
  observed: Observed,
  can: Alterations,
): PlanStep[] {
  const target = `vectors.${name}`;
  const found = Object.hasOwn(observed.vectors, name) ? observed.vectors[name] : undefined;
  if (found === undefined) return addVector(name, declared, observed, can);
  if (found.modality !== declared.modality || found.dimensions !== declared.dimensions) {
    return [
      step(
        'rebuild',
        target,
        `is ${describe(found)} and can't become ${describe(declared)}; or give the new vector another name`,
        { kind: 'rebuild' },
      ),
    ];
  }
  const steps: PlanStep[] = [];
  const own = !isTheirs(name, observed);
  if (own && found.quantization !== declared.quantization) {
    const reason = `quantization ${found.quantization} → ${declared.quantization}`;
    steps.push(
      can.setQuantization
        ? step('alter', target, reason, { kind: 'set-quantization', name })
        : step('rebuild', target, `${reason} can't be changed here`, { kind: 'rebuild' }),
    );
  }
  if (own && found.graph !== declared.graph) {
    const reason = `graph ${found.graph ? 'on' : 'off'} → ${declared.graph ? 'on' : 'off'}`;
    steps.push(
      can.setGraph
        ? step('alter', target, reason, { kind: 'set-graph', name })
        : step('rebuild', target, `${reason} can't be changed here`, { kind: 'rebuild' }),
    );
  }
  if (!found.complete)
    steps.push(...backfill(name, declared, observed, 'its backfill was interrupted'));
  return steps;
}

function addVector(
  name: string,
  declared: ResolvedVector,
  observed: Observed,
  can: Alterations,
): PlanStep[] {
  const target = `vectors.${name}`;
  if (!can.addVector) {
    return [
      step('rebuild', target, `${name} can't be added to a collection that exists here`, {
        kind: 'rebuild',
      }),
    ];
  }
  const clash = clashWithTheirs(name, observed);
  if (clash !== undefined) return [clash];
  const filled = backfill(name, declared, observed, 'it is new');
  if (filled[0]?.label === 'rebuild') return filled;
  return [
    step('alter', target, `${name} (${describe(declared)}) is not there yet`, {
      kind: 'add-vector',
      name,
    }),
    ...filled,
  ];
}

/** The smallest complete vector that is large enough is the cheapest to read. */
function backfill(
  name: string,
  declared: ResolvedVector,
  observed: Observed,
  why: string,
): PlanStep[] {
  const source = Object.entries(observed.vectors)
    .filter(
      ([other, vector]) =>
        other !== name &&
        vector.complete &&
        vector.modality === declared.modality &&
        vector.dimensions >= declared.dimensions,
    )
    .sort(([a, x], [b, y]) => x.dimensions - y.dimensions || (a < b ? -1 : 1))[0];
  const target = `vectors.${name}`;
  if (source === undefined) {
    return [
      step(
        'rebuild',
        target,
        `no stored ${declared.modality} vector has ${declared.dimensions} dimensions or more to compute ${name} from; it needs new inference`,
        { kind: 'rebuild' },
      ),
    ];
  }
  return [
    step('backfill', target, `${why}: computed from ${source[0]} without inference`, {
      kind: 'backfill',
      name,
      from: source[0],
    }),
  ];
}

function describe(vector: Pick<ObservedVector, 'modality' | 'dimensions'>): string {
  return `${vector.modality} of ${vector.dimensions} dimensions`;
}
