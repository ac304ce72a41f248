import ts from "typescript";
import { lineOf, parse } from "./imports.ts";
import type { Finding, TextFile } from "./tree.ts";

/**
 * Globals that core may not name: they bring time, chance, concurrency, I/O, the locale, the garbage
 * collector or the host into a machine that must do the same everywhere, for ever. Core is compiled
 * without most of them; the language itself has the rest.
 */
const IMPURE_GLOBALS = new Set(
  `Promise Date Intl globalThis eval Function Atomics SharedArrayBuffer WeakRef FinalizationRegistry
  process console Buffer crypto performance fetch navigator window self global require module
  setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask
  structuredClone TextEncoder TextDecoder URL URLSearchParams AbortController AbortSignal
  EventTarget Worker MessageChannel WebAssembly`.split(/\s+/),
);

/** Methods whose result depends on the locale of the host. */
const LOCALE_METHODS = /^(toLocale\w+|localeCompare)$/;

/** Finds what would make a file of core anything but a pure function of its arguments. */
export function impurities(file: TextFile): Finding[] {
  const source = parse(file);
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const message = whyImpure(node);
    if (message !== null) found.push({ path: `${file.path}:${lineOf(source, node)}`, message });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function whyImpure(node: ts.Node): string | null {
  if (ts.isIdentifier(node)) return identifierImpure(node);
  if (node.kind === ts.SyntaxKind.AsyncKeyword)
    return "async code; the host waits, core never does";
  if (ts.isAwaitExpression(node)) return "await; the host waits, core never does";
  if (ts.isMetaProperty(node)) return "import.meta says where the code runs";
  if (ts.isVariableStatement(node) && isMutableModuleState(node)) {
    return "a module-level let is state outside of the machines";
  }
  return null;
}

function identifierImpure(node: ts.Identifier): string | null {
  if (isMemberName(node)) return memberImpure(node);
  if (IMPURE_GLOBALS.has(node.text)) return `the name ${node.text}; hand in what you need instead`;
  if (node.text === "Math" && !isReadByName(node))
    return "Math in a form that hides what is called";
  return null;
}

function memberImpure(node: ts.Identifier): string | null {
  if (LOCALE_METHODS.test(node.text)) return `${node.text} depends on the locale of the host`;
  const { parent } = node;
  const isRandom =
    node.text === "random" &&
    ts.isPropertyAccessExpression(parent) &&
    ts.isIdentifier(parent.expression) &&
    parent.expression.text === "Math";
  return isRandom ? "Math.random; entropy comes inside the event" : null;
}

/** Whether the identifier names a member of something, and so not a global. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
    parent.name === node
  );
}

function isReadByName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node;
}

function isMutableModuleState(node: ts.VariableStatement): boolean {
  const isConst = (node.declarationList.flags & ts.NodeFlags.Const) !== 0;
  return ts.isSourceFile(node.parent) && !isConst;
}
