import { SaxesParser } from 'saxes';
import { decodeText } from '../../text/decode-text.ts';

/** An element as it begins. */
export interface XmlTag {
  /** With the prefix that is usual for its namespace, such as `w:p`, whatever the file itself uses. */
  readonly name: string;
  /** An attribute by its name without a prefix. */
  get(name: string): string | undefined;
}

/** What is done with a file, in its order. */
export interface XmlVisitor {
  open(tag: XmlTag): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** By how their names end: those of Office 2007 and of ISO's strict form differ in front. */
const prefixes: readonly (readonly [ending: RegExp, prefix: string])[] = [
  [/\/wordprocessingml(?:\/2006)?\/main$/, 'w'],
  [/\/officeDocument(?:\/2006)?\/math$/, 'm'],
  [/\/drawingml(?:\/2006)?\/main$/, 'a'],
  [/\/drawingml(?:\/2006)?\/wordprocessingDrawing$/, 'wp'],
  [/\/drawingml(?:\/2006)?\/chart$/, 'c'],
  [/\/drawingml(?:\/2006)?\/diagram$/, 'dgm'],
  [/\/markup-compatibility\/2006$/, 'mc'],
  [/:vml$/, 'v'],
];

/**
 * Reads XML piece by piece, without a tree. Entities of its own are refused. Throws where it is broken. A prefix means what the file said
 * last of it: to look it up element by element takes time that grows with their depth.
 */
export function readXml(bytes: Uint8Array, name: string, visitor: XmlVisitor): void {
  const parser = new SaxesParser({ xmlns: false });
  const usualPrefixes = new Map<string, string>();
  const usualName = (written: string): string => {
    const colon = written.indexOf(':');
    const prefix = usualPrefixes.get(colon === -1 ? '' : written.slice(0, colon)) ?? '';
    return prefix + written.slice(colon + 1);
  };
  parser.on('error', (error) => {
    throw new Error(`${name}: ${error.message}`);
  });
  parser.on('opentag', ({ name: written, attributes }) => {
    for (const key in attributes) {
      if (!/^xmlns(?::|$)/.test(key)) continue;
      const usual = prefixes.find(([ending]) => ending.test(attributes[key] ?? ''))?.[1];
      usualPrefixes.set(key.slice('xmlns:'.length), usual === undefined ? '' : `${usual}:`);
    }
    visitor.open({
      name: usualName(written),
      get: (attribute) => valueOf(attributes, attribute),
    });
  });
  if (visitor.close)
    parser.on('closetag', ({ name: written }) => visitor.close?.(usualName(written)));
  if (visitor.text) {
    const text = visitor.text.bind(visitor);
    parser.on('text', text);
    parser.on('cdata', text);
  }
  parser.write(decodeText(bytes, name)).close();
}

function valueOf(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  const key = Object.keys(attributes).find((written) => written.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}

/** Whether a property that is on or off is on. */
export function isOn(tag: XmlTag): boolean {
  return !['0', 'false', 'off'].includes(tag.get('val') ?? '1');
}
