/** Options of readers that tell of texts which were damaged before. */
export interface DamageOptions {
  /**
   * Called with the id of each document, row or text that holds U+FFFD, the character that stands for what an earlier decoding could
   * not read. What is left of the text is taken.
   */
  readonly onDamaged?: ((id: string) => void) | undefined;
}

/** Whether a text holds U+FFFD: no decoder here writes it, so that it was there before. */
export function isDamaged(text: string): boolean {
  return text.includes('\ufffd');
}
