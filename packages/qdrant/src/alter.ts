import type { Plan } from '@nestvec/core';
import {
  type ApplyOptions,
  type OpenCollection,
  reservedNames,
  type ResolvedVector,
} from '@nestvec/core/store';
import type { Settings } from './api.ts';
import { checkLiveFields } from './attach-fields.ts';
import { fillField } from './fill.ts';
import { creation, payloadIndexes, recordKeys, retuning, tuning, wordsVector } from './schema.ts';
import { layoutOf } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/** Changes in place. Each can be made twice: an apply that dies in between is planned again. */
export async function alter(
  session: Session,
  plan: Plan,
  altered: OpenCollection<FoundCollection>,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { vectorName } = layoutOf(session, altered.memory.spec, undefined);
  for (const { change } of plan.steps) {
    session.begin('apply', options);
    if (change.kind === 'add-field') await addField(session, change.name, plan, altered, options);
    if (change.kind === 'add-record-fields') await addRecordFields(session);
    if (change.kind === 'set-words') await addWords(session, plan);
    if (!('name' in change)) continue;
    const place = vectorName(change.name);
    if (change.kind === 'remove-vector') await removeVector(session, place);
    const vector = plan.spec.vectors[change.name];
    if (vector === undefined) continue;
    if (change.kind === 'add-vector') await addVector(session, place, vector, change.name);
    else if (change.kind === 'set-graph' || change.kind === 'set-quantization')
      await tune(session, place, retuning(vector, change.name));
  }
}

async function addRecordFields({ api, options }: Session): Promise<void> {
  for (const key of recordKeys)
    await api.createPayloadIndex(options.collection, {
      field_name: key,
      field_schema: { type: 'keyword' },
      wait: true,
    });
}

/** What is there already is answered by success. */
async function addWords(session: Session, { spec }: Plan): Promise<void> {
  const { api, options } = session;
  const name = reservedNames.words;
  const { [name]: index } = payloadIndexes(spec);
  if (index === undefined) return;
  await session.require(
    '1.18',
    'the words of texts in a collection that exists',
    'update the server, or ingest into a new collection',
  );
  await api.createVectorName(options.collection, name, { sparse: wordsVector }, { wait: true });
  await api.createPayloadIndex(options.collection, {
    field_name: name,
    field_schema: index,
    wait: true,
  });
}

/** The index comes last and says that the key is filled; until then a plan would begin again. */
async function addField(
  session: Session,
  name: string,
  plan: Plan,
  { info }: OpenCollection<FoundCollection>,
  options: ApplyOptions | undefined,
): Promise<void> {
  const { api, options: own } = session;
  const type = plan.spec.fields[name];
  const schema = payloadIndexes(plan.spec)[name];
  if (type === undefined || schema === undefined) return;
  // In a collection of someone else the key holds the values already.
  if (own.attach === undefined) await fillField(session, name, type, options);
  else await checkLiveFields(api, own.collection, { [name]: type }, info);
  await session.api.createPayloadIndex(session.options.collection, {
    field_name: name,
    field_schema: schema,
    wait: true,
  });
}

/** Creating a vector takes neither graph nor quantisation, and ignores them silently; they follow. */
async function addVector(
  session: Session,
  place: string,
  vector: ResolvedVector,
  name: string,
): Promise<void> {
  const { api, options } = session;
  await session.require(
    '1.18',
    'a new named vector in a collection that exists',
    'update the server, or ingest into a new collection',
  );
  await api.createVectorName(
    options.collection,
    place,
    { dense: creation(vector, name) },
    { wait: true },
  );
  await api.updateCollection(options.collection, { vectors: { [place]: tuning(vector, name) } });
}

async function removeVector(session: Session, place: string): Promise<void> {
  await session.require('1.18', 'removing a named vector');
  await session.api.deleteVectorName(session.options.collection, place, { wait: true });
}

async function tune({ api, options }: Session, place: string, settings: Settings): Promise<void> {
  await api.updateCollection(options.collection, { vectors: { [place]: settings } });
}
