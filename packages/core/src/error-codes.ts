import type { ErrorCode, ErrorDetails } from './errors.ts';

/** What one error code means to the person who reads it. */
export interface ErrorAdvice {
  /** Why it happens. */
  readonly cause: string;
  /** What to do about it. */
  readonly cure: string;
}

/** Cause and cure of every error code: the table that the documentation shows. */
export const errorCodes: { readonly [Code in ErrorCode]: ErrorAdvice } = {
  'invalid-input': {
    cause:
      'something that was passed is wrong: an unknown option, a value of another type, a filter over a field that is not declared. Nothing was written.',
    cure: 'change what `details.field` names; the message says what works instead.',
  },
  unsupported: {
    cause:
      'the database or the model can’t do exactly what was asked, and nothing is done approximately without a word.',
    cure: 'take `details.alternative`, or a database whose `capabilities` have it.',
  },
  store: {
    cause:
      'the database refused, broke off or did not answer in time, after the tries that `details.retries` counts.',
    cure: 'write `details.unconfirmedIds` again, which is always right; where `details.retryable` is false, first mend what the message names (a key, a full disk, a version).',
  },
  embedder: {
    cause: 'the model or the service that embeds failed, for one content or for the whole call.',
    cure: 'wait `details.retryAfterMs` where it is there and try again if `details.retryable`; else look at the content that `details.index` or `details.id` names.',
  },
  image: {
    cause:
      'one image can’t be used; `details.reason` says why, and the rest of the ingest goes on.',
    cure: 'replace or convert the image that `details.source` names, or raise the limit that the message names.',
  },
  text: {
    cause: 'one text is empty, is not a string, or is too long.',
    cure: 'leave the text out, or cut it with `passages`.',
  },
  identity: {
    cause:
      'the embedder at hand is not the one that filled the collection, so that its numbers can’t be compared with those that are stored.',
    cure: 'open the collection with the model that it names; accept differences that are only near by `acceptNear`; or embed it again with `copy(…, { embedder })`.',
  },
  'not-found': {
    cause: 'there is no collection, alias, record, model or file of that name.',
    cure: 'look at the spelling, and at what there is (`nestvec collection list`); a collection is made by `index.create()` or the first ingest.',
  },
  plan: {
    cause: 'a plan can’t be applied as it stands; `details.reason` says why.',
    cure: 'plan again and look at the steps; only a rebuild that you mean needs `allowRebuild`.',
  },
  model: {
    cause: 'a folder does not hold the model that its reader expects.',
    cure: 'run `nestvec model verify`, or pull the model again; of a model of your own, correct the field of `nestvec.json` that the message names.',
  },
  download: {
    cause:
      'a model could not be fetched; `details.reason` says whether the line, the hub or this machine is at fault.',
    cure: 'run it again, it goes on where it stopped; behind a proxy or a mirror set `HTTPS_PROXY` or `HF_ENDPOINT`.',
  },
  journal: {
    cause: 'the journal of an ingest can’t be used; nothing that it holds is lost by this.',
    cure: 'do what stands beside its `details.reason` below.',
  },
  'missing-dependency': {
    cause: 'an optional package is not installed, or has no binary for this machine.',
    cure: 'run `details.install`; on an unusual platform take a hosted model or a database on a server.',
  },
  aborted: {
    cause: 'the signal that was passed has fired.',
    cure: 'nothing: it was asked for. What was confirmed before is kept.',
  },
  closed: {
    cause: 'an index, store or embedder was used after its `close()`.',
    cure: 'close it after the last call, or open another one.',
  },
};

type ReasonOf<Code extends ErrorCode> = ErrorDetails[Code] extends { readonly reason: infer Reason }
  ? Reason & string
  : never;

/** What each `details.reason` means and what to do, for the codes that have one. */
export const errorReasons: {
  readonly [Code in 'image' | 'text' | 'plan' | 'download' | 'journal']: {
    readonly [Reason in ReasonOf<Code>]: ErrorAdvice;
  };
} = {
  image: {
    missing: { cause: 'there is no file at the path.', cure: 'correct the path.' },
    directory: { cause: 'the path is a folder.', cure: 'name a file, or ingest the folder.' },
    unreadable: {
      cause: 'the file, address or stream can’t be read.',
      cure: 'look at its permissions and at the cause of the error.',
    },
    'not-an-image': {
      cause: 'its bytes are not an image that can be decoded.',
      cure: 'convert it to JPEG, PNG or WebP; HEIC and JPEG XL can’t be decoded here.',
    },
    'too-many-bytes': {
      cause: 'it is larger than `maxBytes`.',
      cure: 'raise `imageLimits.maxBytes`.',
    },
    'too-many-pixels': {
      cause: 'it has more pixels than `maxPixels`.',
      cure: 'shrink it, or raise `imageLimits.maxPixels`.',
    },
    timeout: {
      cause: 'fetching or decoding it took longer than `timeoutMs`.',
      cure: 'try again, or raise `imageLimits.timeoutMs`.',
    },
    'refused-address': {
      cause: 'its address leads into a private network.',
      cure: 'set `imageLimits.allowPrivateAddresses`, only where all addresses are your own.',
    },
    http: {
      cause: 'its server answered with an error.',
      cure: 'look at the status in the message.',
    },
    'unsupported-input': {
      cause: 'it was given in a form that is not an image, or that `allow` leaves out.',
      cure: 'give a path, an address, base64, bytes or a stream.',
    },
  },
  text: {
    empty: { cause: 'it has nothing but white space.', cure: 'leave it out.' },
    'not-a-string': { cause: 'it is of another type.', cure: 'give a string.' },
    'too-long': {
      cause: 'it has more tokens than the model reads.',
      cure: 'cut it with `passages`.',
    },
  },
  plan: {
    stale: {
      cause: 'the database has changed since the plan.',
      cure: 'plan again and apply that.',
    },
    consent: {
      cause: 'a step would empty the collection.',
      cure: 'pass `allowRebuild` if you mean it; else copy into a new collection.',
    },
    refused: { cause: 'a step is `refuse`.', cure: 'read its reason; it is done in no case.' },
    drift: {
      cause: 'the collection is not as the index needs it.',
      cure: 'apply a plan of the spec, or open it with its own.',
    },
  },
  download: {
    connection: {
      cause: 'the hub can’t be reached.',
      cure: 'look at the line and at `HTTPS_PROXY`.',
    },
    timeout: { cause: 'nothing came for too long.', cure: 'run it again; it goes on.' },
    status: { cause: 'the hub answered with an error.', cure: 'look at the status; try later.' },
    access: {
      cause: 'the model asks for a token or for its terms to be accepted.',
      cure: 'accept them on its page and set `HF_TOKEN`.',
    },
    'not-a-hub': {
      cause: 'what answers is not a hub: a login page or a proxy.',
      cure: 'correct `HF_ENDPOINT`.',
    },
    content: {
      cause: 'what came has another checksum than published.',
      cure: 'run it again; if it stays so, the mirror is damaged.',
    },
    'disk-full': { cause: 'the disk is full.', cure: 'make room, or set `HF_HUB_CACHE`.' },
    disk: { cause: 'the cache can’t be written.', cure: 'look at the permissions of its folder.' },
  },
  journal: {
    locked: { cause: 'another process uses it.', cure: 'wait for it, or take another folder.' },
    'another-collection': {
      cause: 'it belongs to another collection or model.',
      cure: 'take one folder a collection.',
    },
    'disk-full': { cause: 'the disk is full.', cure: 'make room and run it again.' },
    disk: { cause: 'its files can’t be read or written.', cure: 'look at their permissions.' },
    damaged: {
      cause: 'its file is damaged, or is not a journal.',
      cure: 'delete the folder, which costs its embeddings and no records.',
    },
    version: {
      cause: 'a version of nestvec with another format wrote it.',
      cure: 'take another folder, or that version.',
    },
    node: { cause: 'Node has no SQLite.', cure: 'take Node 22.13 or newer.' },
  },
};
