import type { DataType, Field } from 'apache-arrow';
import type { Arrow } from './client.ts';
import { doubleLiteral, textLiteral } from './filter.ts';

/** Ids of a column of texts or numbers. */
export function idsOf(
  { type }: Field<DataType>,
  { DataType }: Arrow,
): {
  readonly literal: (id: string) => string | undefined;
  readonly toValue: (id: string) => unknown;
} {
  if (DataType.isInt(type)) {
    const { bitWidth, isSigned } = type;
    const fits = (id: string): boolean =>
      /^(0|-?[1-9]\d{0,19})$/.test(id) &&
      BigInt(id) ===
        (isSigned ? BigInt.asIntN(bitWidth, BigInt(id)) : BigInt.asUintN(bitWidth, BigInt(id)));
    return {
      literal: (id) => (fits(id) ? id : undefined),
      toValue: (id) => (bitWidth === 64 ? BigInt(id) : Number(id)),
    };
  }
  if (DataType.isFloat(type))
    return {
      literal: (id) =>
        String(Number(id)) === id && Number.isFinite(Number(id))
          ? doubleLiteral(Number(id))
          : undefined,
      toValue: Number,
    };
  return { literal: textLiteral, toValue: (id) => id };
}
