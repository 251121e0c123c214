import { refuse } from '../problem/refusal.ts';

/** The form of a request whose size was checked. Throws 400 or 415. */
export async function readForm(
  request: Pick<Request, 'headers' | 'arrayBuffer'>,
): Promise<FormData> {
  const type = request.headers.get('content-type') ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw refuse(
      415,
      'unsupported_type',
      'the body must be a form with a file; send Content-Type: multipart/form-data (curl -F image=@FILE)',
    );
  const bytes = await request.arrayBuffer();
  checkParts(Buffer.from(bytes), type);
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- its size was checked, so that a parser may hold all of it
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw refuse(400, 'invalid_form', 'the body is not a whole form; send it again', { cause });
  }
}

/** A right form has one part. */
const mostParts = 8;

/** Refuses a form of more parts before each of them is made: a body of 32 MB has room for half a million. Throws 400. */
function checkParts(bytes: Buffer, type: string): void {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined || type.match(/boundary\s*=/gi)?.length !== 1)
    throw refuse(400, 'invalid_form', 'Content-Type must name one boundary; send the form again');
  const line = `--${boundary}`;
  let parts = 0;
  for (let at = bytes.indexOf(line); at !== -1; at = bytes.indexOf(line, at + line.length))
    if (++parts > mostParts)
      throw refuse(400, 'invalid_form', 'the form has many parts; send one file and nothing else');
}
