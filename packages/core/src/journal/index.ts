export type { JournalProblem } from '../errors.ts';
export type {
  ItemVersion,
  Journal,
  JournalRun,
  KeptEmbedding,
  KeptItem,
  KnownItem,
  ResumePoint,
  RunFacts,
  SourceChoice,
} from '../ingest/journal.ts';
export { deadLetterSources, readDeadLetters } from './dead-letter-file.ts';
export { type JournalOptions, openJournal } from './open-journal.ts';
