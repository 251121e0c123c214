import type { Fault, FaultRule, ProxiedRequest } from './fault.ts';

/** The rules in force, each with a count of the requests that it applied to. */
export interface FaultRules {
  replace(rules: readonly FaultRule[]): void;
  /** The fault that befalls a request; of several rules the first. */
  next(request: ProxiedRequest): Fault | undefined;
}

/** No rules at first. */
export function createFaultRules(): FaultRules {
  let rules: { readonly rule: FaultRule; seen: number }[] = [];
  return {
    replace(given) {
      rules = given.map((rule) => ({ rule, seen: 0 }));
    },
    next(request) {
      let fault: Fault | undefined;
      for (const entry of rules) {
        const { skip = 0, times = 1, when } = entry.rule;
        if (when !== undefined && !when(request)) continue;
        const place = entry.seen++;
        if (place >= skip && place < skip + times) fault ??= entry.rule.fault;
      }
      return fault;
    },
  };
}
