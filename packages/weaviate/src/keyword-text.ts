/**
 * A string as the index of whole strings keeps it apart from every other. The server cuts white space off both ends, and takes
 * an empty string for a missing one; such strings, and those that begin like a quoted one, are quoted. All others stand as they are, so
 * that a collection reads well to everybody.
 */
export function keywordText(value: string): string {
  return needsQuotes.test(value) ? `"${value}"` : value;
}

/** The string that was written so. */
export function readKeywordText(written: string): string {
  return written.startsWith('"') ? written.slice(1, -1) : written;
}

/** What Go calls white space beyond what JavaScript does: U+0085. */
const needsQuotes = /^$|^["\s\u0085]|[\s\u0085]$/;
