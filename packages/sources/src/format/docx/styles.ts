import { isOn, readXml } from './read-xml.ts';

/** What a style says that matters to a reader. */
export interface Style {
  /** Of a heading, from 1; 0 for a style that says that it is not a heading. */
  readonly level?: number | undefined;
  readonly isHidden?: boolean | undefined;
  readonly isListed?: boolean | undefined;
}

interface WrittenStyle {
  name?: string | undefined;
  basedOn?: string | undefined;
  level?: number | undefined;
  isHidden?: boolean | undefined;
  isListed?: boolean | undefined;
}

/** Gives a style by its id, with what it takes from those that it is based on. */
export function readStyles(bytes: Buffer | undefined): (id: string | undefined) => Style {
  const written = new Map<string, WrittenStyle>();
  let current: WrittenStyle | undefined;
  if (bytes !== undefined)
    readXml(bytes, 'styles', {
      open(tag) {
        const value = tag.get('val');
        if (tag.name === 'w:style') written.set(tag.get('styleId') ?? '', (current = {}));
        else if (current === undefined) return;
        else if (tag.name === 'w:name') current.name = value;
        else if (tag.name === 'w:basedOn') current.basedOn = value;
        else if (tag.name === 'w:outlineLvl') current.level = levelOf(value);
        else if (tag.name === 'w:vanish') current.isHidden = isOn(tag);
        else if (tag.name === 'w:numId') current.isListed = value !== '0';
      },
      close(name) {
        if (name === 'w:style') current = undefined;
      },
    });
  const resolved = new Map<string, Style>();
  const resolve = (id: string, depth: number): Style => {
    const style = written.get(id) ?? { name: id };
    const base = style.basedOn === undefined || depth > 50 ? {} : resolve(style.basedOn, depth + 1);
    return {
      level: style.level ?? levelByName(style.name) ?? base.level,
      isHidden: style.isHidden ?? base.isHidden,
      isListed: style.isListed ?? base.isListed,
    };
  };
  return (id) => {
    if (id === undefined) return {};
    let style = resolved.get(id);
    if (style === undefined) resolved.set(id, (style = resolve(id, 0)));
    return style;
  };
}

/** A heading's level by its outline level, which counts from 0; 9 is the text. */
export function levelOf(value: string | undefined): number {
  const level = Number(value ?? 9) + 1;
  return level >= 1 && level <= 9 ? Math.min(level, 6) : 0;
}

/** The built-in styles have these names in every language of Word. */
function levelByName(name: string | undefined): number | undefined {
  if (/^title$/i.test(name ?? '')) return 1;
  const level = /^heading ?([1-9])$/i.exec(name ?? '')?.[1];
  return level === undefined ? undefined : Math.min(Number(level), 6);
}
