import { describe, expect, it } from 'vitest';
import { testIo } from './__fixtures__/io.ts';
import { createStatusLine } from './status-line.ts';

function clock(): { now: () => number; pass: (ms: number) => void } {
  let time = 0;
  return { now: () => time, pass: (ms) => (time += ms) };
}

const document = (): object => ({ read: 1 });

describe('a status line on a terminal', () => {
  it('is rewritten at most ten times a second, and cut to the width', () => {
    const { now, pass } = clock();
    const io = testIo({ isTerminal: true, columns: 10, now });
    const line = createStatusLine(io, false);
    line.show(() => 'first', document);
    pass(50);
    line.show(() => 'too soon', document);
    pass(50);
    line.show(() => 'a line that is too long', document);
    expect(io.err()).toBe('\r\u001B[2Kfirst\r\u001B[2Ka line t…');
  });

  it('is taken away, once', () => {
    const io = testIo({ isTerminal: true });
    const line = createStatusLine(io, false);
    line.show(() => 'text', document);
    line.clear();
    line.clear();
    expect(io.err()).toBe('\r\u001B[2Ktext\r\u001B[2K');
  });
});

describe('a status line elsewhere', () => {
  it('is a plain line every three seconds, so that a short command prints none', () => {
    const { now, pass } = clock();
    const io = testIo({ now });
    const line = createStatusLine(io, false);
    line.show(() => 'at once', document);
    pass(2999);
    line.show(() => 'too soon', document);
    pass(1);
    line.show(() => 'after three', document);
    pass(10);
    line.show(() => 'too soon again', document);
    line.clear();
    expect(io.err()).toBe('after three\n');
  });

  it('is a JSON object a line in JSON mode, on a terminal too', () => {
    const { now, pass } = clock();
    const io = testIo({ now, isTerminal: true });
    const line = createStatusLine(io, true);
    pass(3000);
    line.show(() => 'text', document);
    expect(io.err()).toBe('{"read":1}\n');
  });
});
