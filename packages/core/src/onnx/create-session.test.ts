import { describe, expect, it } from 'vitest';
import { usualRuntime } from './runtime-options.ts';
import { createSession, type Runtime, type SessionOptions } from './create-session.ts';

/** A runtime that opens nothing, for this reason. */
function failing(reason: string): Runtime {
  return {
    InferenceSession: { create: async () => await Promise.reject(new Error(reason)) },
    listSupportedBackends: () => [{ name: 'cpu' }, { name: 'cuda' }],
  };
}

const both = (name: string): SessionOptions['chosen']['files'] => ({
  text: `here/onnx/${name}`,
  image: `here/onnx/${name}`,
});

const options: SessionOptions = {
  directory: 'here',
  chosen: { weights: 'fp16', files: both('model_fp16.onnx'), others: ['q4'] },
  ...usualRuntime,
};

describe('a session that can’t be created is answered with what to try next', () => {
  it.each([
    [
      'another variant that is there',
      'Node InsertedPrecisionFreeCast_/x is not in the graph\nmore',
      options,
      "the model in here can't be used: onnxruntime could not open onnx/model_fp16.onnx (Node InsertedPrecisionFreeCast_/x is not in the graph); try the weights q4, which is there too",
    ],
    [
      'a variant to download',
      'out of memory',
      { ...options, chosen: { ...options.chosen, others: [] } },
      "the model in here can't be used: onnxruntime could not open onnx/model_fp16.onnx (out of memory); try the weights int8 (nestvec model pull <name> --weights int8)",
    ],
    [
      'another than the one that failed',
      'out of memory',
      { ...options, chosen: { weights: 'int8', files: both('model_int8.onnx'), others: [] } },
      "the model in here can't be used: onnxruntime could not open onnx/model_int8.onnx (out of memory); try the weights fp32 (nestvec model pull <name> --weights fp32)",
    ],
    [
      'the file of the weights',
      'filesystem error: cannot get file size: model.onnx_data',
      { ...options, chosen: { weights: 'fp32', files: both('model.onnx'), others: ['int8'] } },
      "the model in here can't be used: onnxruntime could not open onnx/model.onnx (filesystem error: cannot get file size: model.onnx_data); its weights lie in onnx/model.onnx_data: download that file into the same folder",
    ],
    [
      'a file that is not a graph',
      'Load model from model_fp16.onnx failed:Protobuf parsing failed.',
      options,
      "the model in here can't be used: onnxruntime could not open onnx/model_fp16.onnx (Load model from model_fp16.onnx failed:Protobuf parsing failed.); it is damaged or not a graph at all: get that file again, or try the weights q4, which is there too",
    ],
    [
      'the CPU',
      'Failed to load shared library',
      { ...options, executionProviders: ['cuda', 'cpu'] },
      "the model in here can't be used: onnxruntime could not open onnx/model_fp16.onnx (Failed to load shared library); try executionProviders: ['cpu']",
    ],
  ] as const)('%s', async (_, reason, given, message) => {
    await expect(createSession(failing(reason), given, 'text')).rejects.toMatchObject({
      code: 'model',
      message,
      cause: new Error(reason),
    });
  });
});
