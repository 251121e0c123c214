export { availableMemory } from './available-memory.ts';
export type { MeasuredWeights } from './machine/layers.ts';
export {
  type MachineReport,
  measureMachine,
  type WeightsSpeed,
} from './machine/measure-machine.ts';
export { measureModel, type ModelSpeed } from './machine/measure-model.ts';
export type { MeasureOptions } from './machine/measure-options.ts';
export { inspectModel, type InspectOptions, type SideReport } from './inspect-model.ts';
export { onnx } from './onnx.ts';
export type { OnnxOptions } from './options.ts';
export {
  type ProductRows,
  type ProductSearch,
  searchProducts,
} from './products/search-products.ts';
export type { TopProducts } from './products/top-products.ts';
export {
  type ModelCheck,
  type ModelVerification,
  type VerifyOptions,
  verifyModel,
} from './verify.ts';
