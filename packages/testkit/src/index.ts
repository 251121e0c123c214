export type { CaseContext, ConformanceCase, SpecChanges } from './case.ts';
export { aliasCases, type AliasCaseOptions } from './alias-cases.ts';
export { attachCases, attachedCases, type AttachCaseOptions } from './attach/attach-cases.ts';
export {
  type AttachCase,
  type AttachContext,
  foreignRecords,
  runAttachCase,
} from './attach/context.ts';
export type {
  ForeignAbilities,
  ForeignCollection,
  ForeignDatabase,
  ForeignRecord,
  ForeignStored,
  ForeignValues,
  ForeignView,
} from './attach/foreign.ts';
export { closedToOthers } from './closed-to-others.ts';
export { conformanceCases } from './cases/index.ts';
export { conformance, type ConformanceOptions, type Deviation } from './conformance.ts';
export type { Answer, Fault, FaultRule, ProxiedRequest } from './fault/fault.ts';
export { createRandom, type Random } from './data/random.ts';
export { environment, seed, seeded } from './environment.ts';
export { faultCases, type FaultCaseOptions } from './fault/fault-cases.ts';
export { faultProxy, type FaultProxy, type LoggedRequest } from './fault/fault-proxy.ts';
export type { FaultOpener } from './fault/run-fault-case.ts';
export {
  tcpFaultProxy,
  type TcpFaultProxy,
  type TcpFaultProxyOptions,
} from './fault/tcp-fault-proxy.ts';
export {
  compiledFilterCases,
  type CompiledFilterOptions,
} from './filters/compiled-filter-cases.ts';
export { filterCases, type FilterCaseOptions } from './filters/filter-cases.ts';
export { filterFields } from './filters/value-pools.ts';
export { type KilledRuns, type KillOptions, killUntilThrough } from './kill/kill-until-through.ts';
export { readmeExample, type ReadmeExample, runReadmeExample } from './readme.ts';
export { runCase, type StoreOpener } from './run-case.ts';
export { wrapStore } from './wrap-store.ts';
