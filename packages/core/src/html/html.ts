/** Text that is HTML already, so that it is not escaped again. */
export interface Markup {
  readonly markup: string;
}

/** What can stand within HTML: text, which is escaped, or markup. */
type Insert = string | number | Markup | readonly Markup[];

/** HTML from a template; every text put into it is escaped, for attributes in double quotes too. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  let markup = parts[0] ?? '';
  inserts.forEach((insert, index) => {
    markup += render(insert) + (parts[index + 1] ?? '');
  });
  return { markup };
}

/** Text that is known to be safe as it stands, such as a style sheet of ours. */
export function raw(markup: string): Markup {
  return { markup };
}

function render(insert: Insert): string {
  if (typeof insert === 'string' || typeof insert === 'number') return escape(String(insert));
  return 'markup' in insert ? insert.markup : insert.map(({ markup }) => markup).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
