import { expect, it } from 'vitest';
import { planted } from '../__fixtures__/planted.ts';
import { compareReports } from '../evaluate/compare-reports.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { reportPage } from './report-page.ts';

const run = async (name: string) => {
  const { dataset, embedder } = planted({
    queries: 60,
    needed: 16,
    dimensions: 32,
    noise: 0.8,
    seed: 3,
  });
  const [task] = dataset.tasks;
  if (task === undefined) throw new Error('there is one');
  const tasks = ['de', 'fr'].map((language) => ({ ...task, language }));
  return await evaluate({ dataset: { ...dataset, name, tasks }, embedder, dimensions: [16, 8] });
};

it('shows charts, tables, advice and languages in one page that asks for nothing', async () => {
  const report = await run('planted');
  const page = reportPage(report, { changes: compareReports(report, report) });
  expect(page.match(/<svg /g)).toHaveLength(4);
  expect(page).toContain('0 of 18 settings changed significantly');
  expect(page).toContain('<h2>Languages</h2>');
  expect(page.match(/class="heat"/g)).toHaveLength(6);
  expect(page.match(/<div class="miss">/g)?.length).toBeGreaterThan(2);
  expect(page).not.toMatch(/(?:src|href)=/);
  expect(page).not.toContain('NaN');
  expect(page).toContain("default-src 'none'");
});

it('keeps what the data set is called from becoming markup', async () => {
  const report = await run('</script><b>x');
  const page = reportPage(report);
  expect(page).not.toContain('<b>x');
  const json = /id="report">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
});
