export {
  type ClassifiedRecords,
  classifyStored,
  type ClassifyStoredOptions,
} from './classify/classify-stored.ts';
export {
  type ClassExample,
  type Classified,
  type Classifier,
  createClassifier,
} from './classify/classifier.ts';
export type { ClassifierOptions } from './classify/options.ts';
export type { CaptionChoice } from './data/captions.ts';
export type {
  Example,
  LabelledDataset,
  LabelledExample,
  RetrievalDataset,
  RetrievalTask,
} from './data/dataset.ts';
export { type DatasetOptions, openDataset } from './data/open-dataset.ts';
export { type LabelledOptions, openLabelledImages } from './data/open-labelled.ts';
export { readQrels, readTrecRun } from './data/trec.ts';
export { checkReport } from './evaluate/check-report.ts';
export { compareReports, type ReportChange } from './evaluate/compare-reports.ts';
export { evaluate } from './evaluate/evaluate.ts';
export type {
  EvaluateOptions,
  EvaluationProgress,
  RerankerChoice,
  StoreChoice,
} from './evaluate/options.ts';
export {
  type MillionVectors,
  type PossibleSetting,
  recommend,
  type Recommendation,
  type RecommendOptions,
} from './evaluate/recommend.ts';
export {
  type AddedPart,
  type Cell,
  type EvaluationReport,
  type Losses,
  type Miss,
  type Served,
  type ShownExample,
  type TaskReport,
} from './evaluate/report.ts';
export { reportPage, type ReportPageOptions } from './page/report-page.ts';
export { measureClasses, type MeasuredClasses, measureLabels } from './metrics/classification.ts';
export { pearson, spearman } from './metrics/correlation.ts';
export {
  type MeasuredRun,
  measureRun,
  type MeasureRunOptions,
  type Qrels,
  type Run,
  type RunHit,
} from './metrics/measure-run.ts';
export {
  type Measured,
  type MeasuredRanking,
  type MetricName,
  metricOf,
  type RankingMetric,
} from './metrics/names.ts';
export {
  publishedFor,
  type PublishedScore,
  publishedScores,
  type PublishedShare,
  publishedShares,
} from './published/scores.ts';
export { type Interval, pairedBootstrap, type PairedIntervals } from './statistics/bootstrap.ts';
export { holm } from './statistics/holm.ts';
export type { BootstrapOptions, ComparisonOptions } from './statistics/options.ts';
export { randomizationTest } from './statistics/randomization.ts';
