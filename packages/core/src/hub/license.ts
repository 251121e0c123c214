import { readFile } from 'node:fs/promises';
import { modelFacts } from '../spec/models.ts';
import { ifWritable, orMissing } from './errno.ts';
import type { ModelLayout } from './layout.ts';
import { writeFileAtomically } from './write-file.ts';

/** Terms under which a model may be used. */
export interface ModelLicense {
  readonly model: string;
  /** Such as `CC-BY-NC-4.0`. */
  readonly license: string;
  /** Whether it forbids commercial use. */
  readonly nonCommercial: boolean;
  /** Page with the terms. */
  readonly url: string;
}

/** Hears of a model's licence; by throwing it ends the pull. */
export type OnLicense = (license: ModelLicense) => void | Promise<void>;

/** Tells a licence once for each model in each cache. */
export async function showLicenseOnce(
  layout: ModelLayout,
  model: string,
  license: string | undefined,
  endpoint: string,
  onLicense: OnLicense | undefined,
): Promise<void> {
  if (license === undefined || onLicense === undefined) return;
  if ((await orMissing(readFile(layout.licenseShown, 'utf8'))) === license) return;
  const nonCommercial = isNonCommercial(license);
  await onLicense({ model, license, nonCommercial, url: `${endpoint}/${model}` });
  await ifWritable(writeFileAtomically(layout.licenseShown, license));
}

/**
 * Whether a licence forbids commercial use, by its SPDX id (`CC-BY-NC-4.0`, `PolyForm-Noncommercial-1.0.0`, `NCGL-UK-2.0`) or by the
 * hub's own names of those for research alone, such as MobileCLIP's `apple-amlr`.
 */
export function isNonCommercial(license: string): boolean {
  return /(^|-)nc(-|$)|non-?commercial|^ncgl-|research|^apple-amlr$|^deepfloyd-if-/i.test(license);
}

/** The licence that the model table has, which no mirror can say otherwise. */
export function knownLicense(model: string): string | undefined {
  return modelFacts(model)?.license?.id;
}
