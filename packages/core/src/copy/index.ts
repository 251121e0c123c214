export { copy } from './copy.ts';
export type { CopiedVector, CopyOptions, CopyTarget } from './copy-options.ts';
export type {
  CopyAlias,
  CopyEstimate,
  CopyFailure,
  CopyPass,
  CopyProgress,
  CopyReport,
  EmbeddedCopy,
  Listed,
  SearchAgreement,
  TenantId,
  VectorDrift,
  Verification,
} from './copy-report.ts';
export type { FileAttachOptions } from './file/record/attach-file.ts';
export type { FileRow } from './file/file-row.ts';
export {
  recordFile,
  type RecordFile,
  type RecordFileOptions,
  type RowSource,
} from './file/record-file.ts';
