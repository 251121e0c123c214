/** What was printed while it listened. */
export interface ConsoleListener {
  readonly printed: readonly string[];
  stop(): void;
}

const methods = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Catches everything that goes to the console until it is stopped. */
export function listenToConsole(): ConsoleListener {
  const printed: string[] = [];
  const originals = methods.map((method) => [method, console[method]] as const);
  for (const method of methods) {
    console[method] = (...given: unknown[]) => {
      printed.push(`console.${method}: ${given.map(String).join(' ')}`);
    };
  }
  return {
    printed,
    stop() {
      for (const [method, original] of originals) console[method] = original;
    },
  };
}
