import { describe, expect, it } from 'vitest';
import type { Point, QdrantApi } from './api.ts';
import { restTransport } from './transport.ts';
import { pointsBody } from './json.ts';

const point = (id: string, length = 8): Point => ({
  id,
  vector: { image: new Float32Array(length).fill(-1 / 3) },
  payload: { _id: id, _text: 'ü"\\' },
});

function transport(answer: unknown = { status: 'completed' }) {
  const sent: string[][] = [];
  const api: Pick<QdrantApi, 'upsert'> = {
    async upsert(_, { points }) {
      sent.push(points.map(({ id }) => String(id)));
      return answer;
    },
  };
  return { transport: restTransport(api as QdrantApi), sent };
}

describe('restTransport', () => {
  it('cuts points into requests by count, in their order', async () => {
    const { transport: rest, sent } = transport();
    const points = ['a', 'b', 'c', 'd', 'e'].map((id) => point(id));
    const counts: number[] = [];
    for (const request of rest.requests('docs', points, { records: 2, bytes: 1e6 })) {
      counts.push(request.count);
      await request.send();
    }
    expect(counts).toEqual([2, 2, 1]);
    expect(sent).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('cuts them by bytes, and gives one that is too long a request of its own', () => {
    const { transport: rest } = transport();
    const points = [point('a'), point('long', 4000), point('b'), point('c')];
    const requests = [...rest.requests('docs', points, { records: 99, bytes: 5000 })];
    expect(requests.map(({ count }) => count)).toEqual([1, 1, 2]);
  });

  it('never takes a point for shorter than it is', () => {
    const { transport: rest } = transport();
    for (const length of [0, 1, 100, 1024]) {
      const one = point('ä'.repeat(200), length);
      expect(rest.measure(one)).toBeGreaterThan(pointsBody([one]).length);
    }
  });

  it('makes a request only when it is asked for', () => {
    const { transport: rest } = transport();
    let made = 0;
    const points = (function* () {
      for (let i = 0; i < 10; i++) {
        made++;
        yield point(String(i));
      }
    })();
    const [first] = rest.requests('docs', points, { records: 2, bytes: 1e6 });
    expect(first?.count).toBe(2);
    expect(made).toBe(3);
  });

  it('rejects where the server only acknowledged', async () => {
    const { transport: rest } = transport({ status: 'acknowledged' });
    const [request] = rest.requests('docs', [point('a')], { records: 1, bytes: 1e6 });
    await expect(request?.send()).rejects.toThrow('completed');
  });
});
