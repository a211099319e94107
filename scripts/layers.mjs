/**
 * The floors of src/, and the check that imports point only towards the ground.
 *
 * node scripts/layers.mjs [folder]    exits 1 and names each import that breaks a rule:
 *   - no import from a lower floor to a higher one, type-only imports included;
 *   - no cycle between files, on one floor either;
 *   - no Node built-in in anything that an entry for browsers reaches;
 *   - linear memory (the kernels, their loader) only in src/kernel.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAst } from "vite";
import { root } from "./root.mjs";

/** Files and folders of src/, ground first. */
export const floors = [
  "types.ts",
  "errors.ts",
  "monomials.ts",
  "parameters.ts",
  "version.ts",
  "kernel",
  "parallel",
  "store",
  "dataset",
  "simulate",
  "autodiff",
  "forecast",
  "diagnose",
  "models",
  "plot",
  "report",
  "compare",
  "experiments",
  "tasks.ts",
  "index.ts",
  "deep.ts",
  "fields.ts",
  "node.ts",
  "worker.ts",
  "browser-worker.ts",
  "cli",
];

/** Entries that browsers load. */
const browserEntries = ["index.ts", "deep.ts", "fields.ts", "autodiff/index.ts"];

const builtins = new Set(builtinModules);

function isBuiltin(specifier) {
  return specifier.startsWith("node:") || builtins.has(specifier.split("/")[0]);
}

function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}

/** Whatever a file names in an import, an export, an `import()` or an `import("...")` type. */
function specifiersOf(path) {
  const found = [];
  const visit = (node) => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item);
    } else if (node !== null && typeof node === "object") {
      if (/^(Import|Export|TSImport)/.test(node.type ?? "") && node.source?.type === "Literal") {
        found.push(node.source.value);
      }
      for (const value of Object.values(node)) visit(value);
    }
  };
  visit(parseAst(readFileSync(path, "utf8"), { lang: "ts" }, path));
  return [...new Set(found)];
}

/** The file a relative specifier means, as a path inside `folder`. */
function target(folder, file, specifier) {
  const path = relative(folder, resolve(folder, dirname(file), specifier)).replaceAll("\\", "/");
  return path.replace(/\.js$/, ".ts");
}

function floorOf(file) {
  return floors.indexOf(file.split("/")[0]);
}

/** The import graph of a folder: files, and for each what it imports. */
function readGraph(folder) {
  const graph = new Map();
  for (const file of sourceFiles(folder)) {
    const specifiers = specifiersOf(join(folder, file));
    const files = specifiers.filter((s) => s.startsWith("."));
    graph.set(file, { specifiers, files: files.map((s) => target(folder, file, s)) });
  }
  return graph;
}

function upwardImports(graph) {
  const violations = [];
  for (const [file, { files }] of graph) {
    if (floorOf(file) < 0) violations.push(`${file} stands on no floor of scripts/layers.mjs`);
    for (const imported of files) {
      if (!graph.has(imported)) violations.push(`${file} imports ${imported}, which is not there`);
      else if (floorOf(imported) > floorOf(file)) {
        violations.push(`${file} imports upward: ${imported}`);
      }
    }
  }
  return violations;
}

/** One violation for each import that closes a cycle, found by depth-first search. */
function cycles(graph) {
  const violations = [];
  const finished = new Set();
  const visit = (file, path) => {
    if (finished.has(file)) return;
    const start = path.indexOf(file);
    if (start >= 0) {
      violations.push(`cycle: ${[...path.slice(start), file].join(" -> ")}`);
      return;
    }
    for (const next of graph.get(file)?.files ?? []) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return violations;
}

function builtinsInBrowser(graph) {
  const violations = [];
  const reached = new Map(browserEntries.map((entry) => [entry, entry]));
  for (const [file, path] of reached) {
    const node = graph.get(file);
    for (const specifier of node?.specifiers.filter(isBuiltin) ?? []) {
      violations.push(`a browser would reach ${specifier}: ${path}`);
    }
    for (const next of node?.files ?? []) {
      if (!reached.has(next)) reached.set(next, `${path} -> ${next}`);
    }
  }
  return violations;
}

function linearMemory(graph) {
  const violations = [];
  for (const [file, { specifiers }] of graph) {
    if (file.startsWith("kernel/")) continue;
    for (const specifier of specifiers) {
      if (/^virtual:.*kernels$/.test(specifier) || specifier.startsWith("@assemblyscript/")) {
        violations.push(`${file} imports ${specifier}: only kernel/ knows linear memory`);
      }
    }
  }
  return violations;
}

/** The rules that a folder laid out like src/ breaks, as sentences; and how much was checked. */
export function checkLayers(folder) {
  const graph = readGraph(folder);
  const imports = [...graph.values()].reduce((sum, { files }) => sum + files.length, 0);
  const rules = [upwardImports, cycles, builtinsInBrowser, linearMemory];
  return { files: graph.size, imports, violations: rules.flatMap((rule) => rule(graph)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? join(root, "src"));
  if (!existsSync(folder)) {
    console.error(`There is no folder ${folder}.`);
    process.exit(2);
  }
  const { files, imports, violations } = checkLayers(folder);
  for (const violation of violations) console.error(violation);
  console.log(`${files} files, ${imports} imports between them, ${violations.length} violations`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
