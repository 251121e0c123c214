import type { ApplyOptions, Plan } from '@nestvec/core';
import { strangeAnswer } from './errors.ts';
import { readFailure } from './failure.ts';
import { fillField } from './fill.ts';
import { type CollectionInfo, readInfo } from './info.ts';
import { propertyNames } from './names.ts';
import { fieldProperty, quantizationConfig, vectorConfigs } from './schema.ts';
import type { OpenCollection, Session } from './session.ts';

/** Changes in place. Each can be made twice: an apply that dies in between is planned again. */
export async function alter(
  session: Session,
  plan: Plan,
  altered: OpenCollection,
  options: ApplyOptions | undefined,
): Promise<void> {
  for (const { change } of plan.steps) {
    session.begin('apply', options);
    if (change.kind === 'add-field') await addField(session, change.name, altered, options);
    else if (change.kind === 'add-vector') await addVector(session, change.name, plan);
    else if (change.kind === 'set-quantization') await setQuantization(session, change.name, plan);
  }
}

/** The memory names the field only when it is filled; until then a plan would begin again. */
async function addField(
  session: Session,
  name: string,
  { memory, info }: OpenCollection,
  options: ApplyOptions | undefined,
): Promise<void> {
  const type = memory.spec.fields[name];
  if (type === undefined) return;
  const nameOf = propertyNames(Object.keys(memory.spec.fields), info.properties);
  if (info.properties[nameOf(name)] === undefined) {
    try {
      await session.api.addProperty(session.class, fieldProperty(name, type, nameOf));
    } catch (error) {
      // Another one was faster.
      if (!/conflict for property/.test(readFailure(error).reason)) throw error;
    }
  }
  await fillField(session, { memory, info }, options);
}

/** Where a vector of that name is there already, the server says that all is well and leaves it as it is. */
async function addVector(session: Session, name: string, plan: Plan): Promise<void> {
  const vector = plan.spec.vectors[name];
  if (vector === undefined) return;
  const { vectors, raw } = await readClass(session);
  if (vectors[name] !== undefined) return;
  await session.api.updateClass(session.class, {
    ...raw,
    vectorConfig: { ...Object(raw['vectorConfig']), ...vectorConfigs({ [name]: vector }) },
  });
  if ((await readClass(session)).vectors[name] === undefined)
    throw strangeAnswer(`it says that ${name} is added, and it is not`);
}

/** Turns quantisation on: the server has no way back that it would answer for. */
async function setQuantization(session: Session, name: string, plan: Plan): Promise<void> {
  const vector = plan.spec.vectors[name];
  if (vector === undefined) return;
  const { raw } = await readClass(session);
  const vectorConfig = Object(raw['vectorConfig']);
  const current = Object(vectorConfig[name]);
  const vectorIndexConfig = {
    ...Object(current.vectorIndexConfig),
    ...quantizationConfig(vector, name),
  };
  await session.api.updateClass(session.class, {
    ...raw,
    vectorConfig: { ...vectorConfig, [name]: { ...current, vectorIndexConfig } },
  });
}

async function readClass({ api, class: name }: Session): Promise<CollectionInfo> {
  return readInfo(await api.getClass(name));
}
