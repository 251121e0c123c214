import type { InferenceSession } from 'onnxruntime-node';

/** Options of every session of onnxruntime. */
export interface RuntimeOptions {
  /** Threads of one inference; `undefined` leaves it to onnxruntime, which takes one a physical core. */
  readonly threads: number | undefined;
  readonly executionProviders: readonly string[];
  readonly arena: boolean;
  readonly spinning: boolean;
}

/** The same with every default. */
export const usualRuntime: RuntimeOptions = {
  threads: undefined,
  executionProviders: ['cpu'],
  arena: true,
  spinning: true,
};

/** The session's options for it. */
export function sessionSettings({
  threads,
  executionProviders,
  arena,
  spinning,
}: RuntimeOptions): InferenceSession.SessionOptions & {
  readonly extra: { readonly session: Readonly<Record<string, unknown>> };
} {
  return {
    executionProviders: [...executionProviders],
    // Anything less gave the same vector for every image in half precision (blakeblackshear/frigate#24159).
    graphOptimizationLevel: 'all',
    // A library prints nothing; what fails is thrown. No image at all would be warned of in every run.
    logSeverityLevel: 4,
    enableCpuMemArena: arena,
    // One block for a whole inference, planned for every shape, took 80 MiB more for an image and no time less.
    enableMemPattern: false,
    ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
  };
}
