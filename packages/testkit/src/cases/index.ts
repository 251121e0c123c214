import type { ConformanceCase } from '../case.ts';
import { aliasChangeCases } from './alias-changes.ts';
import { aliasCasesOfStores } from './aliases.ts';
import { alterCases } from './alter.ts';
import { badVectorCases } from './bad-vectors.ts';
import { borderCases } from './border.ts';
import { coarseToFullCases } from './coarse-to-full.ts';
import { concurrencyCases } from './concurrency.ts';
import { doorCases } from './doors.ts';
import { errorCases } from './errors.ts';
import { createIndexCases } from './create-index.ts';
import { facetCases } from './facets.ts';
import { groupByCases } from './group-by.ts';
import { idCases } from './ids.ts';
import { indexSearchCases } from './index-search.ts';
import { hitPartCases } from './hit-parts.ts';
import { identityCases } from './identity.ts';
import { keywordCases } from './keyword.ts';
import { largeCases } from './large.ts';
import { lifeCases } from './life.ts';
import { listCases } from './list.ts';
import { metadataCases } from './metadata.ts';
import { pagingCases } from './paging.ts';
import { planCases } from './plan.ts';
import { queryCases } from './queries.ts';
import { rankingCases } from './ranking.ts';
import { quantizationCases } from './quantization.ts';
import { randomSearchCases } from './random-search.ts';
import { readCases } from './read.ts';
import { removeCases } from './remove.ts';
import { searchManyCases } from './search-many.ts';
import { searchCases } from './search.ts';
import { startsWithCases } from './starts-with.ts';
import { textFilterCases } from './text-filter.ts';
import { tenantLifeCases } from './tenant-life.ts';
import { tenantCases } from './tenants.ts';
import { updateCases } from './update.ts';
import { upsertCases } from './upsert.ts';
import { viewCases } from './views.ts';
import { wordCases } from './words.ts';

/** Every case of the suite by what it is about, as data: they need no test runner. */
export const conformanceCases: Readonly<Record<string, readonly ConformanceCase[]>> = {
  'plan and apply': planCases,
  'the embedder’s identity': identityCases,
  'changes of a filled collection': alterCases,
  upsert: upsertCases,
  update: updateCases,
  'get, scan and count': readCases,
  remove: removeCases,
  search: searchCases,
  'lists at once': searchManyCases,
  'parts of hits': hitPartCases,
  'limits, offsets and ties': pagingCases,
  'coarse to full': coarseToFullCases,
  quantization: quantizationCases,
  groupBy: groupByCases,
  'search at random': randomSearchCases,
  words: wordCases,
  'words as they are kept': keywordCases,
  'several lists': indexSearchCases,
  'queries by what is stored and of several parts': queryCases,
  'boosts and diversity': rankingCases,
  'how texts begin': startsWithCases,
  'lists by a field': listCases,
  'words in filters': textFilterCases,
  facets: facetCases,
  metadata: metadataCases,
  ids: idCases,
  tenants: tenantCases,
  'the life of tenants': tenantLifeCases,
  'more than one request holds': largeCases,
  concurrency: concurrencyCases,
  aliases: aliasCasesOfStores,
  'changes of aliases': aliasChangeCases,
  'not found, closed, aborted': lifeCases,
  'bad vectors': badVectorCases,
  'other bad input': borderCases,
  'every door': doorCases,
  'errors and silence': errorCases,
  'views of an index': viewCases,
  'under createIndex': createIndexCases,
};
