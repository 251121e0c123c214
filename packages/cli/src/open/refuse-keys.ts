import { invalid } from '@nestvec/core/store';

/** Refuses a key that was given as a flag. It is not repeated: the command line has shown it to enough people already. */
export function refuseKeys({ apiKey }: { readonly apiKey?: unknown }): void {
  if (apiKey === undefined) return;
  throw invalid(
    '--api-key',
    'is not read: a command line is seen by others and kept in a history. Set JINA_API_KEY (or AWS’s own variables for sagemaker) and make a new key, since this one has been seen',
  );
}
