import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { documentOf, nestvec, type Outcome } from '../__fixtures__/nestvec.ts';
import { serving } from '../__fixtures__/serving.ts';
import { createWorkplace, type Workplace } from '../__fixtures__/workplace.ts';

const measured = z.object({
  check: z.object({ found: z.number() }),
  comparison: z.object({ found: z.number() }),
});

/** As much of an answer to the page as is looked at. */
const screen = z.object({
  results: z.array(
    z.object({
      hits: z.array(z.object({ name: z.string(), _nestvec: z.object({ image: z.string() }) })),
    }),
  ),
});

let at: Workplace;
let first: Outcome;
let page: string;
beforeAll(async () => {
  at = await createWorkplace();
  first = await nestvec(['quickstart'], { cwd: at.folder });
  page = readFileSync(at.path('.nestvec/quickstart.html'), 'utf8');
}, 120_000);
afterAll(() => at.remove());

describe('nestvec quickstart', { timeout: 120_000 }, () => {
  it('embeds the catalogue and finds things in many languages', () => {
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^312 images with captions embedded by nestvec\/mini-clip@/);
    for (const heading of [
      'Text to image',
      'Image to image',
      'Text to text',
      'Coarse to full, beside exact',
    ]) {
      expect(first.stdout).toContain(heading);
    }
    expect(first.stdout).toMatch(/“Geige” \(de\)\n +1 +0\.\d+ {2}violin +music +✓/);
  });

  it('ends with nestvec serve as the next command, and with three more steps', () => {
    const next = first.stdout.slice(first.stdout.indexOf('\nNext\n'));
    expect(next).toMatch(
      /^\nNext\n.+\n {4}\S+.* serve quickstart --public quickstart --show name,category,language --show-text --root \S+catalogue\/?\n/,
    );
    expect(next.match(/^ {4}.+ (ingest|search|model pull) .+$/gm)).toHaveLength(5);
    expect(next).toContain('--collection photos --store qdrant --url http://localhost:6333\n');
    expect(next).toContain('Weaviate with --store weaviate, Pinecone with --store pinecone');
  });

  it('prints a command that opens the page over what was filled', async () => {
    const line = first.stdout.split('\n').find((one) => one.includes(' serve quickstart ')) ?? '';
    const [program, serve, ...args] = line.trim().split(' ');
    expect([program, serve]).toEqual(['nestvec', 'serve']);
    const { code } = await serving({ cwd: at.folder, mostMs: 60_000 }, args, async (_, url) => {
      const page = await fetch(url);
      expect([page.status, page.headers.get('content-type')]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      const script = /src="([^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
      expect((await fetch(url + script)).status).toBe(200);
      const params = { query: 'Gitarre', hitsPerPage: 1 };
      const answer = await fetch(`${url}/instantsearch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ requests: [{ indexName: 'quickstart', params }] }),
      });
      const { results } = screen.parse(await answer.json());
      const [hit] = results[0]?.hits ?? [];
      expect(hit?.name).toBe('guitar');
      expect((await fetch(url + (hit?._nestvec.image ?? ''))).headers.get('content-type')).toBe(
        'image/webp',
      );
    });
    expect(code).toBe(0);
  });

  it('only searches the second time, and finds the expected item of nearly every fixed query', async () => {
    const again = await nestvec(['quickstart', '--json', '--html', 'other.html'], {
      cwd: at.folder,
    });
    expect(again.code).toBe(0);
    const document = documentOf(again);
    expect(document).toMatchObject({ items: 312, embedded: 0, page: at.path('other.html') });
    // What this model and catalogue give is 50 of 50 and 298 of 300; less would be a fault of ours, not chance.
    const { check, comparison } = measured.parse(document);
    expect(check.found).toBeGreaterThanOrEqual(48);
    expect(comparison.found).toBeGreaterThanOrEqual(294);
    expect(existsSync(at.path('other.html'))).toBe(true);
  });

  it('writes a page that asks nothing of anyone', () => {
    const links = page.match(/(?:src|href|action|url)\s*[=(]\s*["']?[^"')>\s]{0,20}/g) ?? [];
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((link) => !link.includes('data:image/'))).toEqual([]);
    // The commands to type next may name an address; nothing follows it.
    const besideCommands = page.replaceAll(/<code>[^<]*<\/code>/g, '');
    expect(besideCommands).not.toMatch(/<script|@import|https?:/i);
  });

  it('completes a collection that an earlier run left half filled', async () => {
    const cwd = at.path('half');
    await at.write(
      'half/rows.jsonl',
      '{"id":"violin","text":"a violin","metadata":{"name":"violin"}}',
    );
    await nestvec(
      [
        'ingest',
        'rows.jsonl',
        '-c',
        'quickstart',
        '--fields',
        'category:string,language:string,name:string',
      ],
      { cwd },
    );
    const outcome = await nestvec(['quickstart', '--json'], { cwd });
    expect(documentOf(outcome)).toMatchObject({ embedded: 312 });
  });

  it('says what to remove where the collection is another model’s', async () => {
    const cwd = at.path('other-model');
    await at.write('other-model/rows.jsonl', '{"id":"1","text":"a violin"}');
    const { cp } = await import('node:fs/promises');
    const { modelDirectory } = await import('@nestvec/mini-clip');
    await cp(modelDirectory, at.path('other-model/model'), { recursive: true });
    const config: unknown = JSON.parse(
      readFileSync(at.path('other-model/model/config.json'), 'utf8'),
    );
    await at.write(
      'other-model/model/config.json',
      JSON.stringify({ ...Object(config), revision: '0' }),
    );
    await nestvec(['ingest', 'rows.jsonl', '-c', 'quickstart', '--model', './model'], { cwd });
    const outcome = await nestvec(['quickstart'], { cwd });
    expect(outcome.stderr).toMatch(/remove it with: .+ collection drop quickstart --yes\n$/);
    expect(outcome.code).toBe(1);
  });
});
