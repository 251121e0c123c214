/** Variants of the weights, named as on the hub. */
export type Weights = 'fp32' | 'fp16' | 'int8' | 'uint8' | 'quantized' | 'q4' | 'q4f16' | 'bnb4';

/** File of each variant (naming of Transformers.js). `fp32` keeps its weights in `model.onnx_data` beside it. */
export const weightsFiles: Readonly<Record<Weights, string>> = {
  fp32: 'model.onnx',
  fp16: 'model_fp16.onnx',
  int8: 'model_int8.onnx',
  uint8: 'model_uint8.onnx',
  quantized: 'model_quantized.onnx',
  q4: 'model_q4.onnx',
  q4f16: 'model_q4f16.onnx',
  bnb4: 'model_bnb4.onnx',
};

/**
 * Order in which a variant is chosen where the caller names none: fastest on a CPU first. Half precision comes last since
 * CPUs widen it at a cost, and some releases of onnxruntime can't open it (microsoft/onnxruntime#26631).
 */
export const weightsOrder: readonly Weights[] = [
  'int8',
  'quantized',
  'uint8',
  'q4',
  'bnb4',
  'fp32',
  'fp16',
  'q4f16',
];
