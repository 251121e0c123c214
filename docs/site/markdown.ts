/** Rows as a table of Markdown; cells are Markdown in which `|` may stand. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(row).join('\n');
}

/** A text as code within a line. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A text of a program in Markdown, where nothing of it is markup. */
export function plain(text: string): string {
  return text.replaceAll(/[\\<>{}*_[\]|`]/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** A block of code; `text` has no fence of its own. */
export function block(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trim()}\n\`\`\``;
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
}
