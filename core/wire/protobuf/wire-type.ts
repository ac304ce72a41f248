/**
 * The four proto3 wire types; groups (3 and 4) are not among them and are refused.
 * Exists so that reader and writer name them alike.
 */
export const WireType = { Varint: 0, Fixed64: 1, LengthDelimited: 2, Fixed32: 5 } as const;
