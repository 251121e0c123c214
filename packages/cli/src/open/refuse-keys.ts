import { invalid } from '@nestvec/core/kit';

/** Refuses a key that was given as a flag. It is not repeated: the command line has shown it to enough people already. */
export function refuseKeys({ apiKey }: { readonly apiKey?: unknown }): void {
  if (apiKey === undefined) return;
  throw invalid(
    '--api-key',
    "is refused, because other users can see a command line and the shell keeps it in its history. Set JINA_API_KEY (or AWS's own variables for sagemaker) and make a new key, because this one may have been seen",
  );
}
