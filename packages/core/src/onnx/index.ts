export type { ImageLimitOptions, ImageLimits } from '../image/limits.ts';
export { onnx } from './onnx.ts';
export type { OnnxOptions } from './options.ts';
export {
  type ModelCheck,
  type ModelVerification,
  type VerifyOptions,
  verifyModel,
} from './verify.ts';
export type { Weights } from './weights.ts';
