import ts from "typescript";
import type { TextFile } from "./tree.ts";

/** One module that a file names, in whatever form: import, export from, import type, import(). */
export interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** What stands for an import() whose module is not written down and so cannot be checked. */
export const COMPUTED = "(computed)";

/** Finds every import of a file by parsing it, because text search is fooled by comments. */
export function importsOf(file: TextFile): Import[] {
  const source = parse(file);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined): void => {
    found.push({
      specifier: specifier && ts.isStringLiteralLike(specifier) ? specifier.text : COMPUTED,
      line: lineOf(source, node),
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier);
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node, node.moduleSpecifier);
    else if (ts.isImportTypeNode(node)) {
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    } else if (ts.isCallExpression(node) && loadsModule(node)) add(node, node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

export function parse(file: TextFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
}

export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function loadsModule(call: ts.CallExpression): boolean {
  const isRequire = ts.isIdentifier(call.expression) && call.expression.text === "require";
  return isRequire || call.expression.kind === ts.SyntaxKind.ImportKeyword;
}
