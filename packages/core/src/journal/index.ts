export { deadLetterSources, readDeadLetters } from './dead-letter-file.ts';
export { type JournalOptions, openJournal } from './open-journal.ts';
