import type { Page } from 'playwright-core';

/** A walk through a page by keys, written down as a screen reader would say it. */
export interface KeyboardWalk {
  readonly lines: readonly string[];
  /** Presses a key so many times; each time, writes down where the focus is. */
  press(key: string, times?: number): Promise<void>;
  /** Presses a key until the focus is at what has this role and name. Throws after 100 times. */
  pressUntil(key: string, there: string): Promise<void>;
  /** Writes down something else that happened. */
  note(text: string): void;
}

/** A part of the accessibility tree. */
interface AxValue {
  readonly value?: unknown;
}

/** What is said of a state, where it has one. */
const states = ['checked', 'pressed', 'expanded', 'disabled', 'value'];

/** Starts a walk; names and roles are those of Chromium's accessibility tree. */
export async function startKeyboardWalk(page: Page): Promise<KeyboardWalk> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Accessibility.enable');
  const lines: string[] = [];

  async function focused(): Promise<string> {
    const { result } = await cdp.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const { objectId } = result;
    if (objectId === undefined) return 'nothing';
    const { nodes } = await cdp.send('Accessibility.getPartialAXTree', {
      objectId,
      fetchRelatives: false,
    });
    const { role, name, value, properties = [] } = nodes[0] ?? {};
    // Chromium gives it to screen readers, but not in this tree.
    const { result: text } = await cdp.send('Runtime.evaluate', {
      expression: 'document.activeElement.getAttribute("aria-valuetext")',
    });
    const own = new Map(properties.map((one) => [one.name as string, wordsOf(one.value)]));
    own.set('value', wordsOf(text) === '' ? wordsOf(value) : wordsOf(text));
    const state = states.flatMap((one) => {
      const said = own.get(one) ?? '';
      return said === '' ? [] : [`${one} ${said}`];
    });
    return [`${wordsOf(role)} “${wordsOf(name)}”`, ...state].join(', ');
  }

  async function press(key: string): Promise<string> {
    await page.keyboard.press(key);
    const there = await focused();
    lines.push(`${key.padEnd(10)} ${there}`);
    return there;
  }

  return {
    lines,
    async press(key, times = 1) {
      for (let i = 0; i < times; i++) await press(key);
    },
    async pressUntil(key, there) {
      for (let i = 0; i < 100; i++) if ((await press(key)).startsWith(there)) return;
      throw new Error(`no ${there} after 100 times ${key}:\n${lines.join('\n')}`);
    },
    note: (text) => void lines.push(text),
  };
}

function wordsOf(one: AxValue | undefined): string {
  const value = one?.value;
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : '';
}
