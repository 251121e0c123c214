import { messageOf } from '@nestvec/core/kit';
import { databases } from '../open/databases.ts';
import type { NeededModule } from '../open/database.ts';
import type { Check, Finding } from './finding.ts';
import { packageVersion } from './package-version.ts';

const modules: readonly NeededModule[] = [
  {
    name: 'onnxruntime-node',
    load: async () => {
      const { InferenceSession } = await import('onnxruntime-node');
      return typeof InferenceSession.create === 'function' ? '' : 'without sessions';
    },
  },
  {
    name: 'sharp',
    load: async () => {
      const { default: sharp } = await import('sharp');
      return `libvips ${sharp.versions.vips}`;
    },
  },
  {
    name: 'tokenizers',
    load: async () => {
      await import('tokenizers');
      return '';
    },
  },
  ...Object.values(databases).flatMap((database) => database.modules),
];

/** Whether each native module loads, and its version. */
export const checkModules: Check = async () =>
  await Promise.all(
    modules.map(async ({ name, load }): Promise<Finding> => {
      const short = name.replace(/^@[^/]+\/|-node$/g, '');
      const version = packageVersion(name) ?? 'not installed';
      try {
        const more = await load();
        return { name: short, found: [version, more].filter(Boolean).join(', ') };
      } catch (error) {
        return {
          name: short,
          found: `${version}; can't be loaded (${messageOf(error).split('\n', 1)[0]})`,
          fix: `npm install --ignore-scripts ${name}`,
        };
      }
    }),
  );
