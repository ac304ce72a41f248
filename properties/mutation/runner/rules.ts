import type { Ignorer, NodePath } from "@stryker-mutator/api/ignore";

/** The parts of a syntax tree that the rules look at. */
interface Node {
  readonly type: string;
  readonly operator?: string;
  readonly expression?: Node;
  readonly argument?: Node;
  readonly left?: Node;
  readonly right?: Node;
  readonly consequent?: readonly Node[];
  readonly callee?: { readonly name?: string };
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

/** A text handed to an error, to a refusal or to a broken claim; not codes, names or headers. */
function isTextForPeople({ node, parentPath }: Syntax): boolean {
  if (!isText(node) || parentPath === null) return false;
  const { type, callee, key } = parentPath.node;
  if (type === "NewExpression") return true;
  if (type === "CallExpression") return TAKES_TEXT.has(callee?.name ?? "");
  return type === "ObjectProperty" && key?.name === "message";
}

function isText({ type, operator, left, right }: Node): boolean {
  if (type === "StringLiteral" || type === "TemplateLiteral") return true;
  return operator === "+" && left !== undefined && right !== undefined && isText(right);
}

/** Functions whose texts are for people. */
const TAKES_TEXT = new Set(["rejection", "invariant"]);
