export type ReadmeExample = {
  code: string;
  /** Lines that the code prints, in this order, others between them allowed; `…` stands for anything. */
  prints: string[];
};

/**
 * The code block below `<!-- tested: name -->` and, if there is one, the block below `<!-- prints: name -->`.
 */
export function readmeExample(markdown: string, name: string): ReadmeExample {
  const code = blockBelow(markdown, `<!-- tested: ${name} -->`);
  if (code === undefined) throw new Error(`no code block below <!-- tested: ${name} -->`);
  const prints = blockBelow(markdown, `<!-- prints: ${name} -->`) ?? '';
  return { code, prints: prints.split('\n').filter((line) => line.trim() !== '') };
}

/** The first expected line that the output lacks at its place; undefined when all are there. */
export function firstMissingLine(output: string, expected: readonly string[]): string | undefined {
  let rest = output.split('\n');
  for (const line of expected) {
    const pattern = new RegExp(`^\\s*${line.trim().split('…').map(RegExp.escape).join('.*')}\\s*$`);
    const at = rest.findIndex((printed) => pattern.test(printed));
    if (at === -1) return line;
    rest = rest.slice(at + 1);
  }
  return undefined;
}

function blockBelow(markdown: string, marker: string): string | undefined {
  const at = markdown.indexOf(marker);
  if (at === -1) return undefined;
  const block = /^\s*```\w*\n(?<body>.*?)^```/ms.exec(markdown.slice(at + marker.length));
  return block?.groups?.['body'];
}
