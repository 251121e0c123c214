import type { XmlTag } from './read-xml.ts';

/** Gives the signs of a formula that are written as properties of it and not as text; empty for all other elements. */
export interface FormulaSigns {
  open(tag: XmlTag): string;
  close(name: string): string;
}

/** For one part of a document. */
export function createFormulaSigns(): FormulaSigns {
  const brackets: { begin: string; end: string; isOpen: boolean }[] = [];
  let operator: string | undefined;
  return {
    open(tag) {
      const inner = brackets.at(-1);
      switch (tag.name) {
        case 'm:den':
          return '/';
        case 'm:d':
          brackets.push({ begin: '(', end: ')', isOpen: false });
          return '';
        case 'm:begChr':
          if (inner !== undefined) inner.begin = tag.get('val') ?? '';
          return '';
        case 'm:endChr':
          if (inner !== undefined) inner.end = tag.get('val') ?? '';
          return '';
        case 'm:e':
          if (inner === undefined || inner.isOpen) return '';
          inner.isOpen = true;
          return inner.begin;
        case 'm:naryPr':
          operator = '∫';
          return '';
        case 'm:chr':
          if (operator !== undefined) operator = tag.get('val') ?? '';
          return '';
        default:
          return '';
      }
    },
    close(name) {
      if (name === 'm:d') return brackets.pop()?.end ?? '';
      if (name !== 'm:naryPr') return '';
      const sign = operator ?? '';
      operator = undefined;
      return sign;
    },
  };
}
