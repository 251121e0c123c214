/** A product, or one variant of it, as a feed has it. */
export interface Product {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Paths or URLs, the main one first. */
  readonly images: readonly string[];
  readonly price: number | undefined;
  /** ISO 4217 code of the price’s currency, where the feed has one. */
  readonly currency: string | undefined;
  readonly inStock: boolean;
  readonly brand: string | undefined;
  readonly color: string | undefined;
  readonly category: string | undefined;
  /** What variants of one product have in common. */
  readonly group: string | undefined;
}
