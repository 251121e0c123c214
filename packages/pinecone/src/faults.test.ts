import { faultCases } from '@nestvec/testkit';
import { pineconeFake } from '@nestvec/testkit/pinecone';
import { openAt } from './__fixtures__/open.ts';

let turn = 0;
const { url, close } = await pineconeFake({ quiet: true, lagMs: () => (++turn * 3) % 7 });

/** Paths of the indexes beside the first, by the names of their vectors. */
const besideFirst = /^\/data\/[^/]+-(text|text-32|image-64)-[0-9a-f]{10}\//;

faultCases({
  name: 'pinecone on the fake with a lag',
  target: url,
  // Small requests, so that a write takes several and one of them can fail.
  open: (controllerHost, collection) =>
    openAt(controllerHost, {
      batchRecords: 20,
      concurrency: 2,
      indexHost: (host) => host.replace(url, controllerHost),
    })(collection),
  // A record is written when the first index has it; what goes to the others before is not seen.
  idsIn({ method, path, body }, ids) {
    const isWrite = method === 'POST' && /\/vectors\/(upsert|delete)$/.test(path);
    if (!isWrite || besideFirst.test(path)) return [];
    const text = body.toString();
    return ids.filter((id) => text.includes(JSON.stringify(id)));
  },
  records: 60,
  cleanUp: close,
});
