import * as sdk7 from 'ai';
import * as sdk6 from 'ai-6';

/** What the tests call; the types of the two differ elsewhere. */
export type Sdk = Pick<
  typeof sdk7,
  | 'embed'
  | 'embedMany'
  | 'rerank'
  | 'createProviderRegistry'
  | 'wrapEmbeddingModel'
  | 'defaultEmbeddingSettingsMiddleware'
>;

/** Every version that the package takes. */
export const sdks: readonly { readonly name: string; readonly sdk: Sdk }[] = [
  { name: 'AI SDK 6', sdk: sdk6 as unknown as Sdk },
  { name: 'AI SDK 7', sdk: sdk7 },
];
