import { pullWith } from '../pull.ts';

/** Pulls in a process of its own, which a test can kill: `node pull-child.ts <options as JSON>`. */
const options: unknown = JSON.parse(process.argv[2] ?? '{}');
// The test that starts it passes PullOptions.
await pullWith(options as Parameters<typeof pullWith>[0], { published: () => undefined });
