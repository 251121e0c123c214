import {
  RecordManager,
  type ListKeyOptions,
  type UpdateOptions,
} from '@langchain/core/indexing';

interface Entry {
  readonly at: number;
  readonly group: string | null;
}

/** What LangChain's `index` remembers, in memory, by a clock that goes on with every look at it. */
export class MemoryRecordManager extends RecordManager {
  override lc_namespace: string[] = ['nestvec', 'tests'];
  readonly #entries = new Map<string, Entry>();
  #now = 0;

  override async createSchema(): Promise<void> {}

  override async getTime(): Promise<number> {
    this.#now += 1;
    return await Promise.resolve(this.#now);
  }

  override async update(
    keys: string[],
    { groupIds, timeAtLeast = 0 }: UpdateOptions = {},
  ): Promise<void> {
    const at = await this.getTime();
    if (at < timeAtLeast) throw new Error('the clock went back');
    for (const [i, key] of keys.entries())
      this.#entries.set(key, { at, group: groupIds?.[i] ?? null });
  }

  override async exists(keys: string[]): Promise<boolean[]> {
    return await Promise.resolve(keys.map((key) => this.#entries.has(key)));
  }

  override async listKeys({
    before = Number.POSITIVE_INFINITY,
    after = 0,
    groupIds,
    limit = Number.POSITIVE_INFINITY,
  }: ListKeyOptions): Promise<string[]> {
    const keys = [...this.#entries].flatMap(([key, { at, group }]) =>
      at < before && at > after && (groupIds === undefined || groupIds.includes(group))
        ? [key]
        : [],
    );
    return await Promise.resolve(keys.slice(0, limit));
  }

  override async deleteKeys(keys: string[]): Promise<void> {
    for (const key of keys) this.#entries.delete(key);
    await Promise.resolve();
  }
}
