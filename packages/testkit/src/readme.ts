/** A piece of code of a README, and what it says that the code prints. */
export interface ReadmeExample {
  readonly code: string;
  /** Lines that the code prints, in this order, others between them allowed; `…` stands for anything. */
  readonly prints: readonly string[];
}

/**
 * The code block below `<!-- tested: name -->` and, if there is one, the block below `<!-- prints: name -->`. Throws where there is no
 * such block.
 */
export function readmeExample(markdown: string, name: string): ReadmeExample {
  const code = blockBelow(markdown, `<!-- tested: ${name} -->`);
  if (code === undefined) throw new Error(`no code block below <!-- tested: ${name} -->`);
  const prints = blockBelow(markdown, `<!-- prints: ${name} -->`) ?? '';
  return { code, prints: prints.split('\n').filter((line) => line.trim() !== '') };
}

interface RunModule {
  readonly default: (given: object) => Promise<void>;
}

/**
 * Runs such code, JavaScript without imports, and gives what it printed. Rejects with what the code throws.
 *
 * @param names what it uses without saying where from.
 * @param replaced texts of the code that are others in a test, such as an address. Throws where one is not there.
 */
export async function runReadmeExample(
  { code }: ReadmeExample,
  names: Readonly<Record<string, unknown>>,
  replaced: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  let text = code;
  for (const [from, to] of Object.entries(replaced)) {
    if (!text.includes(from)) throw new Error(`the code does not have ${from}`);
    text = text.replaceAll(from, to);
  }
  const printed: string[] = [];
  const console = {
    log: (...values: readonly unknown[]) => {
      printed.push(values.map(String).join(' '));
    },
  };
  const given = [...Object.keys(names), 'console'].join(', ');
  const source = `export default async ({ ${given} }) => {\n${text}\n};`;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const module = (await import(url)) as RunModule; // the source says so
  await module.default({ ...names, console });
  return printed;
}

function blockBelow(markdown: string, marker: string): string | undefined {
  const at = markdown.indexOf(marker);
  if (at === -1) return undefined;
  const block = /^\s*```\w*\n(?<body>.*?)^```/ms.exec(markdown.slice(at + marker.length));
  return block?.groups?.['body'];
}
