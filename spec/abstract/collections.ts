import { canonical } from "../checker/canonical.ts";

/** A finite map; a key without a value is not in it. */
export type MapOf<V> = Readonly<Record<string, V>>;

/** A finite set: its elements once each, in canonical order. */
export type SetOf<V> = readonly V[];

/** One case of several, with what belongs to it; a case with nothing of its own is plain text. */
export interface Case<T extends string, V> {
  readonly tag: T;
  readonly value: V;
}

export function put<V>(map: MapOf<V>, key: string, value: V): MapOf<V> {
  return { ...map, [key]: value };
}

export function without<V>(map: MapOf<V>, key: string): MapOf<V> {
  const { [key]: _, ...rest } = map;
  return rest;
}

/** The value of a key that the map is known to have. */
export function at<V>(map: MapOf<V>, key: string): V {
  const value = map[key];
  if (value === undefined) throw new RangeError(`nothing at ${key}`);
  return value;
}

/** The same value for each of several keys. */
export function mapOf<V>(keys: readonly string[], value: V): MapOf<V> {
  return Object.fromEntries(keys.map((key) => [key, value]));
}

export function setOf<V>(...elements: readonly V[]): SetOf<V> {
  // The order of plain elements is that of their texts already.
  if (elements.every((element) => typeof element !== "object")) {
    return [...new Set(elements)].sort((one, other) => (String(one) < String(other) ? -1 : 1));
  }
  const byText = new Map(elements.map((element) => [canonical(element), element]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as V);
}

export function include<V>(set: SetOf<V>, ...elements: readonly V[]): SetOf<V> {
  return setOf(...set, ...elements);
}

export function exclude<V>(set: SetOf<V>, element: V): SetOf<V> {
  return set.filter((each) => !same(each, element));
}

export function isIn<V>(set: SetOf<V>, element: V): boolean {
  return set.some((each) => same(each, element));
}

/** Whether two plain values are equal; what is not there is equal to nothing else. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object") return false;
  return canonical(one) === canonical(other);
}
