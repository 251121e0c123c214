import { messageOf, parseJson } from '@nestvec/core/kit';
import { refuse } from '../problem/refusal.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON of a request whose size was checked. Another type than JSON is refused, since a page may send it anywhere without
 * being asked; `mayLackType` is for clients that send none. Throws 400 or 415.
 */
export async function readJson(
  request: Pick<Request, 'headers' | 'arrayBuffer'>,
  mayLackType: boolean,
): Promise<unknown> {
  checkType(request.headers.get('content-type'), mayLackType);
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity')
    throw refuse(
      415,
      'unsupported_encoding',
      'bodies are taken as they are; leave out Content-Encoding',
    );
  const bytes = await request.arrayBuffer();
  try {
    return parseJson(decoder.decode(bytes));
  } catch (cause) {
    throw refuse(400, 'invalid_json', `the body ${problemOfText(cause)}`, { cause });
  }
}

function problemOfText(cause: unknown): string {
  return cause instanceof TypeError ? 'is not UTF-8' : messageOf(cause);
}

function checkType(type: string | null, mayLackType: boolean): void {
  if (type === null && mayLackType) return;
  if (/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type ?? '')) return;
  throw refuse(
    415,
    'unsupported_type',
    'the body must be JSON; send Content-Type: application/json',
  );
}
