import type { Plan } from '@nestvec/core';
import { unsupported } from '@nestvec/core/kit';
import { type ApplyOptions, type OpenCollection, reservedNames } from '@nestvec/core/store';
import type { Settings } from './api.ts';
import { databaseName, strangeAnswer } from './errors.ts';
import { readFailure } from './failure.ts';
import { fillField } from './fill.ts';
import { readInfo } from './info.ts';
import { propertyNames } from './names.ts';
import { partProperties } from './leaf.ts';
import { fieldProperty, partProperty, vectorConfig, wordsProperty } from './schema.ts';
import { layoutIn } from './scope.ts';
import type { FoundCollection, Session } from './session.ts';

/** Changes in place. Each can be made twice: an apply that dies in between is planned again. */
export async function alter(
  session: Session,
  plan: Plan,
  altered: OpenCollection<FoundCollection>,
  options: ApplyOptions | undefined,
): Promise<void> {
  // First, since the server may refuse it.
  for (const { change } of plan.steps) {
    session.begin('apply', options);
    if (change.kind === 'remove-vector') await removeVector(session, change.name, altered);
  }
  for (const { change } of plan.steps) {
    session.begin('apply', options);
    if (change.kind === 'add-field') await addField(session, change.name, altered, options);
    else if (change.kind === 'add-record-fields') await addParts(session, altered, options);
    else if (change.kind === 'set-words') await addWords(session, altered);
    else if (change.kind === 'add-vector') await addVector(session, change.name, plan, altered);
    else if (change.kind === 'set-quantization')
      await setQuantization(session, change.name, plan, altered);
  }
}

/** The properties first, then the objects from before; the memory says so last. */
async function addParts(
  session: Session,
  { memory, info }: OpenCollection<FoundCollection>,
  options: ApplyOptions | undefined,
): Promise<void> {
  for (const name of Object.values(partProperties))
    if (!Object.hasOwn(info.properties, name)) await addProperty(session, partProperty(name));
  const now = readInfo(await session.api.getClass(session.class));
  await fillField(session, { memory, info: now }, options);
}

/** The objects from before get their words by the backfill. */
async function addWords(
  session: Session,
  { info }: OpenCollection<FoundCollection>,
): Promise<void> {
  if (!Object.hasOwn(info.properties, reservedNames.words))
    await addProperty(session, wordsProperty);
}

async function addProperty({ api, class: name }: Session, property: Settings): Promise<void> {
  try {
    await api.addProperty(name, property);
  } catch (error) {
    // Another one was faster.
    if (!/conflict for property/.test(readFailure(error).reason)) throw error;
  }
}

/** The memory names the field only when it is filled; until then a plan would begin again. */
async function addField(
  session: Session,
  name: string,
  { memory, info }: OpenCollection<FoundCollection>,
  options: ApplyOptions | undefined,
): Promise<void> {
  const type = memory.spec.fields[name];
  if (type === undefined) return;
  const nameOf = propertyNames(Object.keys(memory.spec.fields), info.properties);
  if (info.properties[nameOf(name)] === undefined)
    await addProperty(session, fieldProperty(name, type, nameOf));
  await fillField(session, { memory, info }, options);
}

/** The server says that all is well also where it did nothing, so it is asked. */
async function addVector(
  session: Session,
  name: string,
  plan: Plan,
  { memory, info }: OpenCollection<FoundCollection>,
): Promise<void> {
  const vector = plan.spec.vectors[name];
  if (vector === undefined) return;
  const place = layoutIn(session, memory, info).vectorName(name);
  await session.api.addVector(session.class, place, vectorConfig(name, vector));
  const { vectors } = readInfo(await session.api.getClass(session.class));
  if (vectors[place] === undefined)
    throw strangeAnswer(
      `it says that ${name} is added, and it is missing; while one of that name is still being removed, apply again later`,
    );
}

/** The server is asked whether it takes away vectors, since nothing else says so. Throws `unsupported` where it does not. */
async function removeVector(
  session: Session,
  name: string,
  { memory, info }: OpenCollection<FoundCollection>,
): Promise<void> {
  const place = layoutIn(session, memory, info).vectorName(name);
  try {
    await session.api.dropVector(session.class, place);
  } catch (error) {
    const { status, reason } = readFailure(error);
    const isOff = /experimental and disabled/.test(reason);
    const isUnknown = status === 405 || (status === 404 && /path .* was not found/.test(reason));
    if (!isOff && !isUnknown) throw error;
    const advice = isOff
      ? 'start the server with ENABLE_EXPERIMENTAL_ALTER_SCHEMA_DROP_VECTOR_INDEX_ENDPOINT=true, an experiment of Weaviate'
      : 'use a newer server, such as 1.39';
    throw unsupported(
      `a removal of the vector ${place}`,
      databaseName,
      `${advice}, or declare ${name} again`,
    );
  }
}

/** Turns quantisation on: the server has no way back that it would answer for. */
async function setQuantization(
  session: Session,
  name: string,
  plan: Plan,
  { memory, info }: OpenCollection<FoundCollection>,
): Promise<void> {
  const vector = plan.spec.vectors[name];
  if (vector === undefined) return;
  const place = layoutIn(session, memory, info).vectorName(name);
  await session.api.setVectorIndex(session.class, place, vectorConfig(name, vector));
}
