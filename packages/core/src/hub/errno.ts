/** The code of an operating system's error, such as `ENOENT`; empty for any other value. */
export function errnoOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** Waits for a write that can be done without: a cache that may only be read is a good cache. */
export async function ifWritable(step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
  }
}

/** Waits for a result and gives `undefined` in its place where something does not exist, as nothing does under a name too long. */
export async function orMissing<Result>(step: Promise<Result>): Promise<Result | undefined> {
  try {
    return await step;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(errnoOf(error));
}
