import { NestvecError } from '@nestvec/core';

type Details = NestvecError<'download'>['details'];

/** A `download` error about a page. Its address stands there without what may be secret in it. */
export function webError(
  url: URL,
  problem: string,
  details: Omit<Details, 'url' | 'reason'> & Partial<Pick<Details, 'reason'>>,
  cause?: unknown,
): NestvecError<'download'> {
  const address = plainAddress(url);
  return new NestvecError(
    'download',
    `${address} ${problem}`,
    { reason: 'content', ...details, url: address },
    { cause },
  );
}

/** An address without user, password, query and fragment. */
export function plainAddress({ origin, pathname }: URL): string {
  return origin + pathname;
}
