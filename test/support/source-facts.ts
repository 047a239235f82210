// What the architecture test needs to know of a source file, read from its syntax tree: comments do not count.
import ts from 'typescript'

export type SourceFile = { path: string; source: string }
export type SourceFacts = { path: string; imports: string[]; texts: string[]; uses: string[] }

/**
 * `imports`: every specifier, whatever the form. `texts`: string, template and regex literals.
 * `uses`: members of globals as written, such as `process.env` or `Date.now`, and `new Date()` without arguments.
 */
export function readFacts({ path, source }: SourceFile): SourceFacts {
  const facts: SourceFacts = { path, imports: [], texts: [], uses: [] }
  const visit = (node: ts.Node): void => {
    const specifier = importedBy(node)
    if (specifier !== undefined) facts.imports.push(specifier)
    else if (ts.isPropertyAccessExpression(node)) facts.uses.push(node.getText().replace(/^globalThis\.|\s|\?/g, ''))
    else if (ts.isNewExpression(node) && !node.arguments?.length) facts.uses.push(`new ${node.expression.getText()}()`)
    else if (isText(node)) facts.texts.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true))
  return facts
}

function importedBy(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined
  if (ts.isCallExpression(node) && isModuleLoader(node.expression)) return textOf(node.arguments[0])
  // A worker or child program: `new URL('./worker.ts', import.meta.url)`.
  const url = ts.isNewExpression(node) && node.expression.getText() === 'URL' ? textOf(node.arguments?.[0]) : undefined
  return url?.endsWith('.ts') ? url : undefined
}

const isModuleLoader = (callee: ts.Expression) =>
  callee.kind === ts.SyntaxKind.ImportKeyword || callee.getText() === 'require'

const textOf = (node: ts.Node | undefined) => (node && ts.isStringLiteralLike(node) ? node.text : undefined)

const isText = (node: ts.Node) =>
  ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node) || ts.isRegularExpressionLiteral(node)
