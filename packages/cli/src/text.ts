import { styleText } from 'node:util';
import type { TextSink } from './io.ts';

type Style = (text: string) => string;

/** Styles that do nothing where there are no colours. */
export function styles(sink: TextSink): Readonly<Record<'bold' | 'dim' | 'red' | 'green', Style>> {
  const style =
    (name: 'bold' | 'dim' | 'red' | 'green'): Style =>
    (text) =>
      // `sink` has looked at the terminal and at NO_COLOR already.
      sink.hasColors ? styleText(name, text, { validateStream: false }) : text;
  return { bold: style('bold'), dim: style('dim'), red: style('red'), green: style('green') };
}

/** Text of someone else for one line of a terminal: whatever could move the cursor or turn the line round becomes a space. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim();
}

/** A message that can be read: what is longer than any word, such as a path that can't be one, is cut to its beginning. */
export function shortWords(text: string): string {
  return text.replace(/(\S{200})\S{800,}/g, '$1…');
}

/** At most `length` characters, with an ellipsis where some are left out. */
export function clip(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** One argument of a command to be shown, quoted where a shell would take it for more. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `"${text.replace(/["\\$`]/g, String.raw`\$&`)}"`;
}

/** `1 item`, `2 items`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** `0.42 s`, `12.3 s`, `3 min 20 s`, `5 h 7 min`. */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  if (value < 60) return `${value.toFixed(value < 10 ? 2 : 1)} s`;
  const minutes = Math.floor(value / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${minutes} min ${Math.floor(value % 60)} s`;
}

/** `0.0123 USD`; small amounts keep two figures. */
export function money({
  amount,
  currency,
}: {
  readonly amount: number;
  readonly currency: string;
}): string {
  const digits = amount >= 1 || amount === 0 ? 2 : Math.min(8, 1 - Math.floor(Math.log10(amount)));
  return `${amount.toFixed(digits)} ${currency}`;
}

/** `874.4 MB`, in decimal units as disks and hubs show them. */
export function bytes(number: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, number < 1 ? 0 : Math.floor(Math.log10(number) / 3));
  return `${(number / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
