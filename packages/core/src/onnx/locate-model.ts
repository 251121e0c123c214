import { invalid } from '../errors.ts';
import type { AskedOptions, ResolvedOptions } from './options.ts';

/** Finds or fetches a model that was given by its name; what follows is the same as for a directory. */
export async function locateModel(asked: AskedOptions): Promise<ResolvedOptions> {
  const { model, directory } = asked;
  if (directory !== undefined) return { ...asked, directory };
  // `resolveOptions` refused options with neither.
  if (model === undefined) throw invalid('onnx.model', 'is missing');
  // Loaded here, so that who opens a directory carries no downloader.
  const { obtainModel } = await import('../hub/obtain-model.ts');
  const found = await obtainModel({ ...asked, model });
  return { ...asked, ...found };
}
