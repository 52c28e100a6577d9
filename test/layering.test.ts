import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../src/", import.meta.url));

/** What each layer may import besides itself and errors.ts. */
const mayImport: Readonly<Record<string, readonly string[]>> = layers();

function layers(): Record<string, string[]> {
  const numbers = ["kernels", "linear"];
  const problem = ["grid", ...numbers];
  const generator = ["problem", ...problem];
  const acting = ["generator", ...generator];
  const solve = ["steppers", "ledger", "reset", ...acting];
  const compare = ["solve", "particles", ...solve];
  const propositions = ["compare", ...compare];
  const library = ["propositions", ...propositions];
  return {
    errors: [],
    kernels: [],
    linear: ["kernels"],
    grid: numbers,
    problem,
    generator,
    steppers: acting,
    ledger: acting,
    reset: acting,
    solve,
    // The particles share the problem statement with the grid and nothing else: that makes agreement evidence.
    particles: ["grid", "problem", "kernels", "linear"],
    compare,
    propositions,
    // The outer layers.
    index: library,
    store: library,
    threads: library,
    cli: ["store", "threads", "node", "index", ...library],
    node: ["store", "threads", "index", ...library],
  };
}

/** The only ones that may reach the host; all else runs in a browser. */
const outer = ["cli", "store", "threads", "node"];

/** ndarray makes views with `new Function`, so it is kept to the places that hand arrays to users. */
const ndarrayLayers = ["solve", "store", "cli", "node", "index", "compare"];

/** Packages by layer; all others are free of them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  linear: ["fft.js"],
  problem: ["yaml", "zod"],
  propositions: ["zod"],
  cli: ["commander", "cli-progress", "zod"],
  store: ["yaml"],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((file) => file.split(sep).join("/"))
  // Kernel sources are another language; module.ts is their compiled form in base64.
  .filter((file) => file.endsWith(".ts") && !file.startsWith("kernels/assembly/") && file !== "kernels/module.ts");

const imports = sources.flatMap(importsOf);

function importsOf(from: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const to = specifier.text.startsWith(".")
      ? relative(root, join(root, dirname(from), specifier.text))
          .split(sep)
          .join("/")
          .replace(/\.js$/, ".ts")
      : specifier.text;
    found.push({ from, to, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(from, readFileSync(join(root, from), "utf8"), ts.ScriptTarget.ES2022));
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return !clause.name && !!named && ts.isNamedImports(named) && named.elements.every((element) => element.isTypeOnly);
}

const layerOf = (file: string): string => file.split("/")[0].replace(/\.ts$/, "");
const isInternal = ({ to }: Import): boolean => to.endsWith(".ts");
const shown = (found: readonly Import[]): string[] => found.map(({ from, to }) => `${from} imports ${to}`);

/** One cycle among the sources, as the files along it; empty when there is none. */
function findCycle(edges: readonly Import[]): string[] {
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    path.push(file);
    for (const { from, to } of edges) {
      if (from !== file) continue;
      const cycle = visit(to);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    finished.add(file);
    return [];
  };
  for (const file of sources) {
    const cycle = visit(file);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

describe("the layers of src", () => {
  it("have a place for every source", () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((file) => !(layerOf(file) in mayImport))).toEqual([]);
  });

  it("import only what lies below them", () => {
    const breaches = imports.filter((edge) => {
      const [from, to] = [layerOf(edge.from), layerOf(edge.to)];
      return isInternal(edge) && from !== to && to !== "errors" && !mayImport[from].includes(to);
    });
    expect(shown(breaches)).toEqual([]);
  });

  it("have no import cycle", () => {
    expect(findCycle(imports.filter(isInternal))).toEqual([]);
  });

  it("reach the host only from cli, store, threads and node.ts", () => {
    const host = imports.filter(({ from, to }) => /^node:/.test(to) && !outer.includes(layerOf(from)));
    expect(shown(host)).toEqual([]);
  });

  it("use packages only where they are named", () => {
    const strangers = imports.filter(({ from, to, typeOnly }) => {
      if (typeOnly || /^node:|\.ts$/.test(to)) return false;
      const layer = layerOf(from);
      if (/^ndarray(-ops)?$/.test(to)) return !ndarrayLayers.includes(layer);
      return !(packages[layer] ?? []).includes(to);
    });
    expect(shown(strangers)).toEqual([]);
  });
});

describe("the search for cycles", () => {
  it("finds one", () => {
    const [a, b] = sources;
    const edge = (from: string, to: string): Import => ({ from, to, typeOnly: false });
    expect(findCycle([edge(a, b), edge(b, a)])).toEqual([a, b, a]);
  });
});
