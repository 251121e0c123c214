import { realServer, type RealServer } from '@nestvec/testkit/server';

/** A PostgreSQL with pgvector to test on, or the sentence to skip with. */
export const startServer = async (): Promise<RealServer | string> => await realServer('postgres');
