import { invalid } from '@nestvec/core/kit';
import { strangeAnswer } from './errors.ts';
import type { Session } from './session.ts';

/** Says whether there was a class. Of an alias the server would delete nothing, and say that it did. */
export async function dropClass(session: Session): Promise<boolean> {
  const found = await session.find('drop');
  if (found === undefined) return false;
  if (found.info.class !== session.class)
    throw invalid(
      'weaviate.collection',
      `"${session.options.collection}" is another name (alias) of ${found.info.class}; drop that one under its own name`,
    );
  await session.api.deleteClass(session.class);
  if ((await session.find('drop')) === undefined) return true;
  throw strangeAnswer('it says that the collection is deleted, and it is still there');
}
