import { ways } from '../../ways.mjs';

export const dynamic = 'force-dynamic';

export async function GET(request, { params }) {
  const { way } = await params;
  return Response.json(await ways[way]());
}
