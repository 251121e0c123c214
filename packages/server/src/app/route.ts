import { parseInput } from '@nestvec/core/kit';
import type { StatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { PathDefaults } from './path-prefix.ts';
import type { Access } from '../options.ts';
import type { Key } from '../guard/keys.ts';
import type { Envelope } from '../problem/envelope.ts';

/** A request that was let in. */
export interface Call {
  readonly requestId: string;
  /** Where the client reached this server, such as `http://127.0.0.1:8484`. */
  readonly origin: string;
  /** What the path says before the route. */
  readonly defaults: PathDefaults;
  /** What the path and what stands behind its `?` say, and the headers. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** `undefined` for who sent none. */
  readonly key: Key | undefined;
  /** Who asks: clients take turns. */
  readonly client: string;
  /** Of whose share its contents wait: a key's, or that of all who have none; `undefined` without keys. */
  readonly share: string | undefined;
  readonly signal: AbortSignal | undefined;
  /** Whether the client would fail for good where others try again, so that it waits. */
  readonly isPatient: boolean;
  /** Counts what was embedded, for logs, metrics and the key's rate. */
  readonly count: (items: number, tokens: number) => void;
}

/** What a route gives. */
export interface Answer {
  /** As JSON, unless it is a text or bytes. */
  readonly body: unknown;
  /** Default 200. */
  readonly status?: StatusCode;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a route is asked with and says. */
interface Definition<Body> {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  /** `open` needs no key. */
  readonly access: Access | 'open';
  readonly envelope: Envelope;
  /** Whether those without a key come in as well; what they may see is the door's. */
  readonly isPublic?: boolean;
  /** Parts of the path, and what may stand behind its `?`, for the description. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType<Body>;
  /** Default `application/json`. */
  readonly bodyType?: 'application/json' | 'multipart/form-data';
  /** Whether its clients send no Content-Type. */
  readonly mayLackType?: boolean;
  /** Whether a client waits where others are refused. */
  readonly isPatient?: (headers: Headers) => boolean;
  /** The key that stands in the body. */
  readonly keyInBody?: (body: unknown) => string | undefined;
  /** `undefined` for a text or bytes. */
  readonly answer: z.ZodType | undefined;
  /** Default `application/json`. */
  readonly answerType?: string;
}

/** A route whose body is checked when it is asked. */
export interface Route extends Definition<unknown> {
  /** Checks the body and answers. Throws `invalid-input` for what the schema does not take. */
  readonly respond: (raw: unknown, call: Call) => Promise<Answer>;
}

/** A route that takes a body. */
export function postRoute<Body>(
  definition: Omit<Definition<Body>, 'method'> & { readonly body: z.ZodType<Body> },
  handle: (body: Body, call: Call) => Promise<Answer>,
): Route {
  return {
    ...definition,
    method: 'POST',
    respond: async (raw, call) => await handle(parseInput(definition.body, raw, 'body'), call),
  };
}

/** A route that takes none. */
export function getRoute(
  definition: Omit<Definition<never>, 'method' | 'body'>,
  handle: (call: Call) => Promise<Answer>,
): Route {
  return { ...definition, method: 'GET', respond: async (_raw, call) => await handle(call) };
}

/** A route that takes a form with files. `form` describes it. */
export function formRoute(
  {
    form,
    ...definition
  }: Omit<Definition<never>, 'method' | 'body'> & { readonly form: z.ZodType },
  handle: (form: FormData, call: Call) => Promise<Answer>,
): Route {
  return {
    ...definition,
    method: 'POST',
    body: form,
    bodyType: 'multipart/form-data',
    // What was read of such a body is a form.
    respond: async (raw, call) => await handle(raw as FormData, call),
  };
}
