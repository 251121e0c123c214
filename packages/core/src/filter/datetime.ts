const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/;

/**
 * Epoch milliseconds of an RFC 3339 datetime, or of a date, which is its
 * midnight in UTC; digits beyond milliseconds cut off; `undefined` for anything else. Years 0000 to
 * 9999 and hours 00 to 23 as the RFC has them; a leap second has no place in epoch time and is not read.
 */
export function parseDatetime(text: string): number | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  // Date.parse lets 31 February through as 3 March. The calendar repeats every 400 years, and Date.UTC takes years below 100 for 19xx.
  const days = new Date(Date.UTC(Number(match[1]) + 400, Number(match[2]), 0)).getUTCDate();
  return Number(match[3]) > days ? undefined : time;
}
