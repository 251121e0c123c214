/** The first expected line that the output lacks at its place; undefined when all are there. */
export function firstMissingLine(output: string, expected: readonly string[]): string | undefined {
  let rest = output.split('\n');
  for (const line of expected) {
    const pattern = new RegExp(`^\\s*${line.trim().split('…').map(RegExp.escape).join('.*')}\\s*$`);
    const at = rest.findIndex((printed) => pattern.test(printed));
    if (at === -1) return line;
    rest = rest.slice(at + 1);
  }
  return undefined;
}
