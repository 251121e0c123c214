/**
 * What becomes of the parameters of a search that are Algolia's and not in `ScreenParams`. A name that is in none of the lists is
 * refused as well, so that nothing is silently left out of a search.
 */

/** Taken and not used, by why hits and counts are the same without. */
export const ignored: Readonly<Record<string, readonly string[]>> = {
  'for statistics, which this server does not keep': [
    'analytics',
    'analyticsTags',
    'clickAnalytics',
    'enableABTest',
    'percentileComputation',
    'userToken',
  ],
  'of rules, synonyms and profiles of an account of Algolia, of which there are none here': [
    'enablePersonalization',
    'enableReRanking',
    'enableRules',
    'personalizationImpact',
    'renderingContent',
    'replaceSynonymsInHighlight',
    'ruleContexts',
    'synonyms',
  ],
  'of how letters and endings are compared; here meaning is, and any of the words': [
    'allowTyposOnNumericTokens',
    'alternativesAsExact',
    'attributeCriteriaComputedByMinProximity',
    'decompoundQuery',
    'disableExactOnAttributes',
    'disableTypoToleranceOnAttributes',
    'exactOnSingleWordQuery',
    'ignorePlurals',
    'keepDiacriticsOnCharacters',
    'minProximity',
    'minWordSizefor1Typo',
    'minWordSizefor2Typos',
    'naturalLanguages',
    'optionalWords',
    'queryLanguages',
    'queryType',
    'removeStopWords',
    'removeWordsIfNoResults',
    'typoTolerance',
  ],
  'of what an answer says of itself; this one says all that it has': [
    'explain',
    'getRankingInfo',
    'responseFields',
  ],
  'facets are always counted over one hit of each group': ['facetingAfterDistinct'],
};

/** Refused, with what to do instead: what they change of an answer is not served. */
export const refused: Readonly<Record<string, readonly string[]>> = {
  'take facetFilters or filters': ['tagFilters'],
  'take nestvecBoost': ['optionalFilters', 'sumOrFiltersScores'],
  'take nestvecLike': ['similarQuery'],
  'take page and hitsPerPage': ['length', 'offset'],
  'sort by the name of the index, or take nestvecBoost': [
    'customRanking',
    'ranking',
    'reRankingApplyFilter',
    'relevancyStrictness',
  ],
  'there is no search by place': [
    'aroundLatLng',
    'aroundLatLngViaIP',
    'aroundPrecision',
    'aroundRadius',
    'insideBoundingBox',
    'insidePolygon',
    'minimumAroundRadius',
  ],
  'a text is searched by its meaning and, where the index keeps them, its words': [
    'advancedSyntax',
    'advancedSyntaxFeatures',
    'mode',
    'restrictSearchableAttributes',
    'semanticSearch',
  ],
  'all entries of a list are shown': ['restrictHighlightAndSnippetArrays'],
};

const known = new Set(Object.values(ignored).flat());
const insteadOf = new Map(
  Object.entries(refused).flatMap(([instead, names]) => names.map((name) => [name, instead])),
);

/** What is wrong with a parameter that is not in `ScreenParams`; `undefined` for nothing, as where a refused one says nothing. */
export function problemOf(name: string, given: unknown): string | undefined {
  if (given === undefined || known.has(name)) return undefined;
  const instead = insteadOf.get(name);
  if (instead === undefined)
    return 'is not a name that is known here; the README of @nestvec/web lists those that are';
  const isEmpty = Array.isArray(given) && given.length === 0;
  if (isEmpty || given === null || given === '' || given === false) return undefined;
  return `is not served here; ${instead}`;
}
