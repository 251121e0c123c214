/** Why a file below a folder is left out: nothing reads its kind, or it holds nothing, or nothing but spaces. */
export type SkipReason = 'kind' | 'empty';
