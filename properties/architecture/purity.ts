import ts from "typescript";
import { lineOf, parse } from "./imports.ts";
import type { Finding, TextFile } from "./tree.ts";

/** How pure a part of the project has to be. */
export interface Purity {
  /** Globals that it may not name. */
  readonly globals: ReadonlySet<string>;
  /** Whether it may wait, and so run differently each time. */
  readonly mayWait: boolean;
}

const TIME_AND_CHANCE = `Date performance crypto process setTimeout setInterval setImmediate
  clearTimeout clearInterval clearImmediate WeakRef FinalizationRegistry Intl`;

const HOST = `Promise globalThis eval Function Atomics SharedArrayBuffer console Buffer fetch navigator
  window self global require module queueMicrotask structuredClone TextEncoder TextDecoder URL
  URLSearchParams AbortController AbortSignal EventTarget Worker MessageChannel WebAssembly`;

/**
 * The machines: they do the same everywhere, for ever, so nothing may bring time, chance,
 * concurrency, I/O, the locale, the garbage collector or the host in. The compiler withholds most of
 * it from core; the language itself has the rest.
 */
export const MACHINE: Purity = {
  globals: new Set(`${TIME_AND_CHANCE} ${HOST}`.split(/\s+/)),
  mayWait: false,
};

/** The worlds of the simulator: a seed says all that happens, though the host may do the waiting. */
export const WORLD: Purity = { globals: new Set(TIME_AND_CHANCE.split(/\s+/)), mayWait: true };

/** Methods whose result depends on the locale of the host. */
const LOCALE_METHODS = /^(toLocale\w+|localeCompare)$/;

/** Finds what would make a file do something else the next time. */
export function impurities(file: TextFile, purity: Purity): Finding[] {
  const source = parse(file);
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const message = whyImpure(node, purity);
    if (message !== null) found.push({ path: `${file.path}:${lineOf(source, node)}`, message });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function whyImpure(node: ts.Node, purity: Purity): string | null {
  if (ts.isIdentifier(node)) return identifierImpure(node, purity);
  if (ts.isVariableStatement(node) && isMutableModuleState(node)) {
    return "a module-level let is state outside of the machines";
  }
  if (ts.isMetaProperty(node)) return "import.meta says where the code runs";
  if (purity.mayWait) return null;
  if (node.kind === ts.SyntaxKind.AsyncKeyword)
    return "async code; the host waits, machines never do";
  if (ts.isAwaitExpression(node)) return "await; the host waits, machines never do";
  return null;
}

function identifierImpure(node: ts.Identifier, purity: Purity): string | null {
  if (isMemberName(node)) return memberImpure(node);
  if (purity.globals.has(node.text)) return `the name ${node.text}; hand in what you need instead`;
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
