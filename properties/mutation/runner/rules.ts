import type { Ignorer, NodePath } from "@stryker-mutator/api/ignore";

/** The parts of a syntax tree that the rules look at. */
interface Node {
  readonly type: string;
  readonly operator?: string;
  readonly expression?: Node;
  readonly argument?: Node;
  readonly right?: Node;
  readonly consequent?: readonly Node[];
  readonly name?: string;
  readonly object?: Node;
  readonly arguments?: readonly Node[];
  readonly callee?: Node;
  readonly key?: { readonly name?: string };
}
interface Syntax extends NodePath {
  readonly node: Node;
  readonly parentPath: Syntax | null;
  readonly key: string | number;
}

/** Mutants that are left out of the score, by rule, each with its reason. */
export const ignorer: Ignorer = {
  shouldIgnore(path: NodePath): string | undefined {
    const syntax = path as Syntax;
    if (isProvenNever(syntax)) return "the compiler has proven that this never runs";
    if (isTextForPeople(syntax)) return "the text of an error, which is for people to read";
    return undefined;
  },
};

/** The end of a total switch: `default: x satisfies never; …`, or `default: return x satisfies never`. */
function isProvenNever({ node }: Syntax): boolean {
  if (node.type !== "SwitchCase") return false;
  const [first] = node.consequent ?? [];
  const said = first?.expression ?? first?.argument;
  return said?.type === "TSSatisfiesExpression";
}

/**
 * A text handed to an error, to a refusal, to a broken claim or to a reader that names the field in
 * which something is wrong; not codes, names or headers.
 */
function isTextForPeople({ node, parentPath, key: place }: Syntax): boolean {
  if (!isText(node) || parentPath === null) return false;
  const { type, key } = parentPath.node;
  if (type === "NewExpression") return true;
  if (type === "ObjectProperty") return key?.name === "message" || key?.name === "reason";
  return type === "CallExpression" && takesText(parentPath.node, Number(place));
}

/** Whether what a call is given at a place is such a text. */
function takesText({ callee, arguments: given }: Node, place: number): boolean {
  if (callee?.object?.name === "reader" || given?.[0]?.name === "reader") return true;
  return TEXTS[callee?.name ?? ""]?.includes(place) ?? false;
}

/** Functions that take texts for people, and in which places. */
const TEXTS: Readonly<Record<string, readonly number[]>> = {
  rejection: [1],
  invariant: [2],
  violation: [0],
  tooDeep: [0],
  fault: [1],
  badId: [0],
  unresolved: [1],
};

function isText({ type, operator, right }: Node): boolean {
  if (type === "StringLiteral" || type === "TemplateLiteral") return true;
  return operator === "+" && right !== undefined && isText(right);
}
