import type { Io } from '../io.ts';
import { createOutput } from '../output.ts';
import { describeExplain } from '../search/print-hits.ts';
import { count, seconds, styles } from '../text.ts';
import { kindTitles, queryTitle } from './titles.ts';
import { nextSteps } from './next-steps.ts';
import type { QuickstartResult, ShownHit, ShownSearch } from './result.ts';

const hitsInTerminal = 3;

/** Prints the searches with their hits, the comparison, the count of the fixed queries, and what to do next. */
export function printResult(
  result: QuickstartResult,
  page: string,
  { json }: { readonly json: boolean },
  io: Io,
): void {
  const output = createOutput(io, json);
  const line = (text: string): void => output.line(text);
  const { bold, dim, green } = styles(io.stdout);
  const { items, embedded, data, model, searches, comparison, check } = result;
  const fill = seconds(result.seconds.fill * 1000);
  line(
    embedded > 0
      ? `${count(embedded, 'image')} with captions embedded by ${model} and written to ${data} in ${fill}`
      : `${count(items, 'image')} with captions are in ${data} from an earlier run, opened in ${fill}`,
  );
  let kind: ShownSearch['kind'] | undefined;
  for (const search of searches) {
    if (search.kind !== kind) line(`\n${bold(kindTitles[search.kind])}`);
    ({ kind } = search);
    line(`  ${queryTitle(search)}`);
    for (const hit of search.hits.slice(0, hitsInTerminal)) {
      line(
        `  ${hitLine(hit)}${search.kind === 'text-to-text' ? `  ${dim(`${hit.language}: ${hit.text}`)}` : ''}`,
      );
    }
  }
  const { coarse, exact, found, of, query } = comparison;
  line(`\n${bold('Coarse to full, beside exact')}  “${query}”`);
  line(`      ${describeExplain(coarse.explain).padEnd(46)}${describeExplain(exact.explain)}`);
  coarse.hits.forEach((hit, index) => {
    const other = exact.hits[index];
    line(`  ${`${rank(hit)}  ${brief(hit)}`.padEnd(50)}${other === undefined ? '' : brief(other)}`);
  });
  line(
    dim(
      `  of the ten nearest by exact search, over all text queries, the coarse search found ${found} of ${of}`,
    ),
  );
  line(
    `\n${bold('Fixed queries')}  an expected item among the first five hits: ${check.found} of ${check.of}`,
  );
  line(
    dim(
      `  ${check.kinds.map((each) => `${kindTitles[each.kind]} ${each.found} of ${each.of}`).join(', ')}`,
    ),
  );
  line(
    dim(
      '  ✓ marks a hit that the query should find; shown above are the first queries of their kind and language.',
    ),
  );
  line(
    dim(
      '  mini-clip was trained on drawings in this style: this is how it works, not how good jina-clip-v2 is.',
    ),
  );
  line(`\nPage with the images: ${page}`);
  line(`Searches took ${seconds(result.seconds.searches * 1000)}.\n`);
  line(bold('Next'));
  for (const step of nextSteps(io.program, result.serve)) {
    line(`  ${step.title}`);
    for (const command of step.commands) line(`    ${green(command)}`);
    if (step.note !== undefined) line(dim(`    ${step.note}`));
  }
}

function hitLine(hit: ShownHit): string {
  return `${rank(hit)}  ${brief(hit).padEnd(26)}  ${hit.category.padEnd(11)}  ${hit.isExpected ? '✓' : ' '}`;
}

function brief({ score, name }: ShownHit): string {
  return `${score.toFixed(3).padStart(6)}  ${name}`;
}

function rank({ rank }: ShownHit): string {
  return String(rank).padStart(3);
}
