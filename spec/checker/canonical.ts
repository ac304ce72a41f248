/**
 * The one text of a state: records with their keys in order, sets in the order of their elements'
 * texts. Two states are the same state exactly if their texts are equal, whoever computed them;
 * the evaluator of the Quint modules writes the same texts.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `"${value}"`;
    case "number":
    case "boolean":
      return String(value);
    case "object":
      if (value === null) break;
      return Array.isArray(value) ? listText(value) : recordText(value);
    default:
  }
  throw new TypeError(`a state holds ${String(value)}, which is no plain value`);
}

function listText(values: readonly unknown[]): string {
  let text = "[";
  for (let i = 0; i < values.length; i++) text += (i === 0 ? "" : ",") + canonical(values[i]);
  return `${text}]`;
}

function recordText(record: object): string {
  let text = "{";
  for (const key of Object.keys(record).sort()) {
    if (text !== "{") text += ",";
    text += `"${key}":${canonical((record as Record<string, unknown>)[key])}`;
  }
  return `${text}}`;
}
