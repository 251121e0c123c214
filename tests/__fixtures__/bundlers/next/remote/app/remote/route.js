import { remote } from '../../remote.mjs';

export const dynamic = 'force-dynamic';

export async function GET() {
  return Response.json(await remote());
}
