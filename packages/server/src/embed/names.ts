import type { EmbedderIdentity, Task } from '@nestvec/core';

/** A name that clients may ask for. */
export interface ModelName {
  readonly id: string;
  /** The task that it stands for; by other names the request says it, or it is `document`. */
  readonly task?: Task | undefined;
}

/** Names of OpenAI's that some clients insist on; Weaviate sends dimensions for no others. */
const openaiNames = ['text-embedding-3-small', 'text-embedding-3-large'];

/**
 * What a model is called: by itself, without its owner, as clients need it that show only names with `embed` in them (n8n) or can't
 * mark a query otherwise, by OpenAI's names, and by those of the operator.
 */
export function modelNames({ model }: EmbedderIdentity, aliases: readonly string[]): ModelName[] {
  const short = model.slice(model.lastIndexOf('/') + 1);
  const names: ModelName[] = [
    { id: short },
    { id: model },
    { id: `${short}-embed` },
    { id: `${short}-embed-query`, task: 'query' },
    ...[...openaiNames, ...aliases].map((id) => ({ id })),
  ];
  return names.filter(({ id }, i) => names.findIndex((other) => other.id === id) === i);
}

/** The name that a client asks for, whatever its case; the model's own where it asks for none. */
export function findName(
  names: readonly ModelName[],
  asked: string | null | undefined,
): ModelName | undefined {
  if (asked === undefined || asked === null) return names[0];
  return names.find(({ id }) => id.toLowerCase() === asked.toLowerCase());
}
