import { once } from './once.ts';

/** Something that is opened at its first use. */
export interface OpenedOnce<Resource> {
  readonly open: () => Promise<Resource>;
  /** Closes what was opened, if anything. That opening failed was reported where it was opened, not again here. */
  readonly close: () => Promise<void>;
}

/** Opens by `open` at the first use and shares the result; a failure is not kept, so the next use tries again. */
export function openOnce<Resource>(
  open: () => Promise<Resource>,
  close: (resource: Resource) => unknown,
): OpenedOnce<Resource> {
  const opened = once(open);
  let last: Promise<Resource> | undefined;
  return {
    async open() {
      last = opened();
      return await last;
    },
    async close() {
      let resource: Resource;
      try {
        if (last === undefined) return;
        resource = await last;
      } catch {
        return;
      }
      last = undefined;
      await close(resource);
    },
  };
}
