import { realServer, type RealServer } from '@nestvec/testkit/server';

/** A Qdrant to test on, or the sentence to skip with. */
export const startServer = async (): Promise<RealServer | string> => await realServer('qdrant');
