/** Those of some options that have one of these names. */
export function pick<Options extends object>(
  options: Options,
  names: Readonly<Partial<Record<keyof Options, true>>>,
): Options {
  const entries = Object.entries(options).filter(([name]) => Object.hasOwn(names, name));
  // Every option is optional, so that fewer of them are options too.
  return Object.fromEntries(entries) as Options;
}
