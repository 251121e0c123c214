const said = new Set<string>();

/** Where warnings go by default: to the process, each once, which prints them on stderr unless it was started with `--no-warnings`. */
export function warn(message: string): void {
  if (said.has(message)) return;
  if (said.size > 1000) said.clear();
  said.add(message);
  process.emitWarning(message, 'NestvecWarning');
}
