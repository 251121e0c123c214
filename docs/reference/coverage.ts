import {
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type SomeType,
} from 'typedoc';

/** A part of the API that a count is about, and the places that lack it. */
interface Covered {
  readonly of: number;
  readonly lacking: readonly string[];
}

/** How much of the API says what a reader needs. */
export interface Coverage {
  /** Every export, as `package entry: name`. */
  readonly names: readonly string[];
  /** Exports that say in a sentence what they are. */
  readonly summaries: Covered;
  /** Members of exported types that have a comment, or whose name is a word of the field that says all. */
  readonly members: Covered;
  /** Numbers whose name or comment says what is counted. */
  readonly units: Covered;
  /**
   * Parts of options that can be left out and say what then holds, or that are simply off then, as the page of the API says of all: a
   * callback, a signal, a filter, a name, an object of their own.
   */
  readonly defaults: Covered;
  /** Functions that say what they throw, or whose result is a value that says it. */
  readonly errors: Covered;
}

/** Names that say a unit, or that count what they name. */
const unitOfName =
  /(?:Ms|ms|Bytes|Tokens|Pixels|Records|Items|Characters|Dimensions|Seconds|Minute|Parts|Score|Count|Hits|Requests|Words|Images|Width|Height|PerCall|PerUpsert|Needed|[bB]atchsize|Status|Factor|Number)$|^(?:limit|offset|depth|dimensions|tokens|bytes|pixels|count|score|weight|index|port|size|n|k|written|failed|total|line|page|start|end|width|height|status|threads|concurrency|oversample|batch\w*|max\w*|min\w*|records|tenants|requests|contents|items|documents|queries|dialogs|templates|reused|unchanged|read|embedded|pruned|killed|asked|compared|done|pass|major|version|tile|year|seed|topN|pageSize|amount)$/;

/** Numbers that are known by their name in the field: constants of BM25, bounds of a range of whatever is compared. */
const known =
  /^core-store: (?:bm25\.|RangeBounds\.)|^web-instantsearch: Recommendation\.threshold$/;

/** Counts what the comments of the API say, export by export. */
export function measureCoverage(project: ProjectReflection): Coverage {
  const names: string[] = [];
  const counts = {
    summaries: counter(),
    members: counter(),
    units: counter(),
    defaults: counter(),
    errors: counter(),
  };
  for (const module of project.children ?? [])
    for (const one of module.children ?? []) {
      if (one.kind === ReflectionKind.Reference) continue;
      const name = `${module.name}: ${one.name}`;
      names.push(name);
      const said = textOf(one);
      counts.summaries(name, said !== '');
      if (one.kindOf(ReflectionKind.Function)) counts.errors(name, saysErrors(said));
      for (const member of membersOf(one)) {
        const text = textOf(member);
        const place = `${name}.${member.name}`;
        counts.members(place, text !== '');
        if (isNumber(member))
          counts.units(place, text !== '' || unitOfName.test(member.name) || known.test(place));
        if (member.flags.isOptional && /Options|Limits|Settings|Choices|Request/.test(one.name))
          counts.defaults(place, saysDefault(text) || isOffWithout(member));
      }
    }
  return {
    names,
    summaries: counts.summaries.result(),
    members: counts.members.result(),
    units: counts.units.result(),
    defaults: counts.defaults.result(),
    errors: counts.errors.result(),
  };
}

interface Counter {
  (name: string, has: boolean): void;
  result(): Covered;
}

function counter(): Counter {
  let of = 0;
  const lacking: string[] = [];
  const count = (name: string, has: boolean): void => {
    of += 1;
    if (!has) lacking.push(name);
  };
  return Object.assign(count, { result: () => ({ of, lacking }) });
}

function membersOf(one: DeclarationReflection): readonly DeclarationReflection[] {
  const direct = one.children ?? [];
  const literal = one.type?.type === 'reflection' ? (one.type.declaration.children ?? []) : [];
  return [...direct, ...literal].filter(
    (member) => member.inheritedFrom === undefined && !member.kindOf(ReflectionKind.Constructor),
  );
}

/** All that the comment of an export or of its signatures says. */
function textOf(one: DeclarationReflection): string {
  const comments = [one.comment, ...(one.signatures ?? []).map(({ comment }) => comment)];
  if (one.type?.type === 'reflection')
    comments.push(...(one.type.declaration.signatures ?? []).map(({ comment }) => comment));
  return comments
    .filter((comment): comment is Comment => comment !== undefined)
    .flatMap((comment) => [comment.summary, ...comment.blockTags.map(({ content }) => content)])
    .flat()
    .map(({ text }) => text)
    .join(' ')
    .trim();
}

function isNumber(member: DeclarationReflection): boolean {
  return (
    (member.type?.type === 'intrinsic' && member.type.name === 'number') ||
    (member.type?.type === 'union' &&
      member.type.types.some((type) => type.type === 'intrinsic' && type.name === 'number') &&
      member.type.types.every((type) => type.type === 'intrinsic'))
  );
}

/** Whether it is a number, a yes or no, a choice or a bag of options, for which some value must hold. */
function hasValueWithout(type: SomeType | undefined): boolean {
  switch (type?.type) {
    case 'intrinsic':
      return type.name === 'number' || type.name === 'boolean';
    case 'literal':
      return type.value !== null;
    case 'union':
      return type.types.some((each) => hasValueWithout(each));
    case 'reference':
      return /(?:Options|Limits|Policy|Thresholds)$|^Partial$/.test(type.name);
    default:
      return false;
  }
}

function isOffWithout(member: DeclarationReflection): boolean {
  return !hasValueWithout(member.type);
}

function saysDefault(text: string): boolean {
  return /default|left out|without|absent|otherwise|undefined|else |none|unless|where there is/i.test(
    text,
  );
}

function saysErrors(text: string): boolean {
  return /throw|reject|error|`[a-z-]+`|fails|refus|never|undefined/i.test(text);
}
