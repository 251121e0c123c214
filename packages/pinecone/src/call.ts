import type { CallOptions } from '@nestvec/core';

/** What a request is part of: its name in errors, and the caller's options. */
export type Call = readonly [operation: string, options: CallOptions | undefined];
