/** Declared fields of the tests' shop: one of each type. */
export const shopFields = {
  lang: 'string',
  price: 'number',
  tags: 'string[]',
  added: 'datetime',
  new: 'boolean',
} as const;
