import { readText, requestSignal, retryAfterMs } from '@nestvec/core/kit';
import { readAgain, RequestFailure } from '@nestvec/core/store';
import type { ObjectPlace, Settings, Vectors, WeaviateApi } from './api.ts';
import { strangeAnswer } from './errors.ts';
import { settingsOf } from './settings.ts';

/** Where and how to ask. */
export interface RestOptions {
  /** Without a slash at the end. */
  readonly base: string;
  /** Sent with every request, the key among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Aborts requests in flight. */
  readonly signal?: AbortSignal | undefined;
}

/** The part of a server that is asked by REST: the schema, and changes of single objects. */
export type RestApi = Pick<
  WeaviateApi,
  | 'meta'
  | 'listClasses'
  | 'getClass'
  | 'createClass'
  | 'setDescription'
  | 'addVector'
  | 'setVectorIndex'
  | 'dropVector'
  | 'deleteClass'
  | 'listAliases'
  | 'getAlias'
  | 'createAlias'
  | 'setAlias'
  | 'deleteAlias'
  | 'addProperty'
  | 'listTenants'
  | 'deleteTenant'
  | 'setVectors'
>;

/** Weaviate's REST interface by `fetch`: the official client hides how long a server asks to wait. */
export function restApi({ base, headers: given, timeoutMs, signal }: RestOptions): RestApi {
  const headers = { ...given, 'content-type': 'application/json' };
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(`${base}/v1${path}`, {
      method,
      headers,
      signal: requestSignal(timeoutMs, signal),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return readAnswer(response, await readText(response));
  };
  const ask = async (...request: Parameters<typeof send>): Promise<unknown> => {
    const { status, text } = await send(...request);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw strangeAnswer(text === '' ? `${status} and nothing more` : 'it is not JSON', error);
    }
  };
  const at = (name: string, rest = ''): string => `/schema/${encodeURIComponent(name)}${rest}`;
  const aliasAt = (alias: string): string => `/aliases/${encodeURIComponent(alias)}`;
  /** A class is changed by writing all of it. */
  const change = async (name: string, edit: (raw: Settings) => Settings): Promise<void> => {
    const raw = settingsOf(await readAgain(async () => ask('GET', at(name))));
    await ask('PUT', at(name), { ...raw, ...edit(raw) });
  };
  return {
    meta: async () => await ask('GET', '/meta'),
    getClass: async (name) => await ask('GET', at(name)),
    async createClass(config) {
      await ask('POST', '/schema', config);
    },
    setDescription: async (name, description) => await change(name, () => ({ description })),
    addVector: async (name, vector, config) =>
      await change(name, ({ vectorConfig }) => ({
        vectorConfig: { [vector]: config, ...settingsOf(vectorConfig) },
      })),
    setVectorIndex: async (name, vector, { vectorIndexConfig: index }) =>
      await change(name, ({ vectorConfig }) => {
        const vectors = settingsOf(vectorConfig);
        const { vectorIndexConfig, ...rest } = settingsOf(vectors[vector]);
        const changed = {
          ...rest,
          vectorIndexConfig: { ...settingsOf(vectorIndexConfig), ...index },
        };
        return { vectorConfig: { ...vectors, [vector]: changed } };
      }),
    async dropVector(name, vector) {
      await send('DELETE', at(name, `/vectors/${encodeURIComponent(vector)}/index`));
    },
    async deleteClass(name) {
      await send('DELETE', at(name));
    },
    listAliases: async () => settingsOf(await ask('GET', '/aliases'))['aliases'] ?? [],
    getAlias: async (alias) => await ask('GET', aliasAt(alias)),
    async createAlias(alias, name) {
      await ask('POST', '/aliases', { alias, class: name });
    },
    async setAlias(alias, name) {
      await ask('PUT', aliasAt(alias), { class: name });
    },
    async deleteAlias(alias) {
      try {
        await send('DELETE', aliasAt(alias));
      } catch (error) {
        if (!(error instanceof RequestFailure) || error.httpStatus !== 404) throw error;
      }
    },
    async addProperty(name, property) {
      await ask('POST', at(name, '/properties'), property);
    },
    listClasses: async () => settingsOf(await ask('GET', '/schema'))['classes'] ?? [],
    listTenants: async (name) => await ask('GET', at(name, '/tenants')),
    async deleteTenant(name, tenant) {
      await send('DELETE', at(name, '/tenants'), [tenant]);
    },
    async setVectors(place, id, vectors) {
      try {
        const { status } = await send('PATCH', objectPath(place, id), patch(place, id, vectors));
        if (status !== 204) throw strangeAnswer(`${status} where a change is answered by 204`);
        return true;
      } catch (error) {
        if (error instanceof RequestFailure && error.httpStatus === 404) return false;
        throw error;
      }
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function objectPath({ class: name, consistency }: ObjectPlace, id: string): string {
  const query = consistency === undefined ? '' : `?consistency_level=${consistency}`;
  return `/objects/${encodeURIComponent(name)}/${id}${query}`;
}

function patch({ class: name, tenant }: ObjectPlace, id: string, vectors: Vectors): Settings {
  const { '': unnamed, ...named } = vectors;
  return {
    class: name,
    id,
    ...(tenant === undefined ? {} : { tenant }),
    ...(unnamed === undefined ? {} : { vector: Array.from(unnamed) }),
    vectors: Object.fromEntries(
      Object.entries(named).map(([key, vector]) => [key, Array.from(vector)]),
    ),
  };
}

function readAnswer({ ok, status, statusText, headers }: Response, text: string): Answer {
  if (ok) return { status, text };
  throw new RequestFailure(status, errorText(text) ?? statusText, retryAfterMs(headers));
}

/** The server's own words; the page of a proxy is not worth showing. */
function errorText(text: string): string | undefined {
  try {
    const { error: list } = settingsOf(JSON.parse(text));
    if (!Array.isArray(list)) return undefined;
    return list.map((entry) => String(settingsOf(entry)['message'])).join('; ');
  } catch {
    return undefined;
  }
}
