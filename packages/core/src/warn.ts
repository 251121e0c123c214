/** Where warnings go by default: to the process, which prints them on stderr unless it was started with `--no-warnings`. */
export function warn(message: string): void {
  process.emitWarning(message, 'NestvecWarning');
}
