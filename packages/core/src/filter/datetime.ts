const rfc3339 = /^\d{4}-(\d{2})-(\d{2})[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds of an RFC 3339 datetime, digits beyond milliseconds cut off; `undefined` for anything else. */
export function parseDatetime(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  // Date.parse lets 31 February through as 3 March; a calendar has no such day.
  const days = new Date(Date.UTC(Number(text.slice(0, 4)), Number(match[1]), 0)).getUTCDate();
  return Number(match[2]) > days ? undefined : time;
}
