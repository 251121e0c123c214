import { strangeAnswer } from './errors.ts';
import type { Session } from './session.ts';

/** Says whether there was a class. Of an alias the server would delete nothing, and say that it did. */
export async function dropClass(session: Session): Promise<boolean> {
  if ((await session.find('drop')) === undefined) return false;
  await session.api.deleteClass(session.class);
  if ((await session.find('drop')) === undefined) return true;
  throw strangeAnswer('it says that the collection is deleted, and it is still there');
}
