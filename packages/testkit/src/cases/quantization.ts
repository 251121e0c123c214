import assert from 'node:assert/strict';
import { truncate } from '@nestvec/core';
import type { ConformanceCase } from '../case.ts';
import { createRandom } from '../data/random.ts';
import { makeRecords } from '../data/records.ts';
import { randomUnitVector } from '../data/unit-vector.ts';
import { vectorOf } from '../expect/defined.ts';
import { failure } from '../expect/failure.ts';
import { expectedSearch } from '../expect/oracle.ts';
import { sameHits } from '../expect/same-hits.ts';

const query = randomUnitVector(256, createRandom(97));

/** Vectors kept in fewer bits. */
export const quantizationCases: readonly ConformanceCase[] = [
  {
    title: 'takes the quantisations that it lists, and no others',
    async run({ open, spec }) {
      for (const quantization of ['none', 'int8', 'binary'] as const) {
        const store = open(`_${quantization}`);
        const asked = spec(
          { vectors: { text: { modality: 'text', quantization } } },
          `_${quantization}`,
        );
        const create = async (): Promise<unknown> => store.apply(await store.plan(asked));
        if (store.capabilities.quantization.includes(quantization)) {
          await create();
          assert.equal(
            (await store.describe())?.observed.vectors['text']?.quantization,
            quantization,
          );
        } else {
          await failure('unsupported', create, `${quantization} quantisation`);
          assert.equal(await store.describe(), undefined);
        }
      }
    },
  },
  {
    title: 'marks scores of quantised vectors as approximate unless they were rescored',
    async run({ open, spec }) {
      for (const quantization of ['int8', 'binary'] as const) {
        const suffix = `_${quantization}`;
        const store = open(suffix);
        if (!store.capabilities.quantization.includes(quantization)) continue;
        const coarse = { modality: 'text', dimensions: 64, quantization } as const;
        const declared = spec({ vectors: { text: { modality: 'text' }, coarse } }, suffix);
        await store.apply(await store.plan(declared));
        const records = makeRecords(50).map((record) => {
          const text = vectorOf(record, 'text');
          return { ...record, vectors: { text, coarse: truncate(text, 64) } };
        });
        await store.upsert(records);
        const rescored = await store.search({
          vector: query,
          using: 'coarse',
          rescore: 'text',
          limit: 5,
          oversample: 10,
        });
        const full = expectedSearch(
          records,
          declared,
          { vector: query, using: 'text', limit: 5 },
          store,
        );
        sameHits(rescored.hits, full.hits, full.all, `${quantization}, rescored`);
        const { hits } = await store.search({ vector: query, using: 'coarse', limit: 50 });
        const exact = expectedSearch(
          records,
          declared,
          { vector: query, using: 'coarse', limit: 50 },
          store,
        );
        for (const hit of hits) {
          assert.ok(hit.score >= -1 && hit.score <= 1, `score ${hit.score} is outside [-1, 1]`);
          if (hit.approximate === true) continue;
          const off = Math.abs(hit.score - (exact.all.get(hit.id) ?? Number.NaN));
          assert.ok(
            off <= 1e-5,
            `${quantization}: ${hit.id} is off by ${off} and not marked as approximate`,
          );
        }
      }
    },
  },
];
