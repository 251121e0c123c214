import { truncate } from '../packages/core/dist/index.js';
import { dot } from '../packages/core/dist/store/index.js';
import { numberFrom } from './support/environment.ts';
import { realData, syntheticData } from './support/search-data.ts';
import { printTable } from './support/table.ts';

// How much of the exact answer a list of two stages holds, by how many candidates the first stage gives: of the exact first 10, 50 and
// 100, those that are among the candidates, which the second stage then orders as the exact search does. 40 is what a page of 10 was
// made from when depth was that of the page; 100, 200 and 400 are oversamples of 1, 2 and 4 of the usual depth. Texts of mini-clip and
// vectors of jina-clip-v2's size; every record compared. Needs no server. RECORDS=20000 QUERIES=100

const count = numberFrom('RECORDS', 20_000);
const asked = numberFrom('QUERIES', 100);
const candidates = [40, 100, 200, 400];
const firsts = [10, 50, 100];

/** Numbers of the nearest, best first. */
function nearest(vectors: readonly Float32Array[], query: Float32Array, limit: number): number[] {
  return vectors
    .map((vector, i) => ({ i, score: dot(vector, query) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ i }) => i);
}

const rows: string[][] = [];
for (const data of [syntheticData(count, asked), await realData(count, asked)]) {
  const { vectors, queries } = data;
  const exact = queries.map((query) => nearest(vectors, query, Math.max(...firsts)));
  for (const prefix of data.prefixes) {
    const short = vectors.map((vector) => truncate(vector, prefix));
    const found = queries.map((query) =>
      nearest(short, truncate(query, prefix), Math.max(...candidates)),
    );
    for (const taken of candidates) {
      const recalls = firsts.map((first) => {
        if (taken < first) return '–';
        const parts = exact.map((best, i) => {
          const kept = new Set(found[i]?.slice(0, taken));
          return best.slice(0, first).filter((one) => kept.has(one)).length / first;
        });
        return (parts.reduce((sum, part) => sum + part, 0) / parts.length).toFixed(3);
      });
      const title = `${prefix} → ${vectors[0]?.length}, ${data.name}`;
      rows.push([title, String(taken), ...recalls]);
    }
  }
}
printTable(['', 'candidates', ...firsts.map((first) => `of the first ${first}`)], rows);
