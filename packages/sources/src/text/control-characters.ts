// Tabs, line ends, form feeds and next-line separate words; an end-of-file mark of DOS ends a file.
// oxlint-disable-next-line no-control-regex
const control = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]/g;

/**
 * What is to be said of the control characters in a text: usually a sign of a wrong encoding or of something that is not a text.
 * `undefined` where there are none.
 */
export function controlProblem(text: string): string | undefined {
  const whole = text.endsWith('\x1a') ? text.slice(0, -1) : text;
  control.lastIndex = 0;
  const first = control.exec(whole);
  if (first === null) return undefined;
  const count = whole.match(control)?.length ?? 0;
  const line = whole.slice(0, first.index).split('\n').length;
  const code = first[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const where = whole.includes('\n') ? `in line ${line} ` : '';
  const more = count > 1 ? ` (${count} in all)` : '';
  return `holds the control character U+${code} ${where}${more}`.trimEnd().replace('  ', ' ');
}
