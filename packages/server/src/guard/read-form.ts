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
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- its size was checked, so that a parser may hold all of it
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch (cause) {
    throw refuse(400, 'invalid_form', 'the body is not a whole form; send it again', { cause });
  }
}
