/** What has native modules, threads or a model's files stays outside of the bundle. */
export default {
  serverExternalPackages: [
    '@nestvec/core',
    '@nestvec/lancedb',
    '@nestvec/mini-clip',
    '@lancedb/lancedb',
    'apache-arrow',
    'onnxruntime-node',
    'sharp',
    'tokenizers',
  ],
};
