/** The one among several that bears a name. */
export function named<T extends { readonly name: string }>(
  all: readonly T[],
  name: string | undefined,
): T {
  const found = all.find((each) => each.name === name);
  if (found === undefined) {
    throw new Error(`no ${name}; there are ${all.map((each) => each.name).join(", ")}`);
  }
  return found;
}
