/**
 * Same seed, same bytes, in every engine: src/ may not use the clock, unseeded random numbers, or the
 * functions of Math that the language leaves to the engine's own approximation.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vite";
import { describe, expect, it } from "vitest";

const src = join(import.meta.dirname, "../../src");

/** Where something is allowed, and why it cannot reach a dataset, a posterior or a forecast. */
const exceptions = [
  { path: "plot/", allows: /^/, because: "figures are drawn from results, never read back" },
  { path: "report/", allows: /^/, because: "a report is made from results, never read back" },
  { path: "cli/", allows: /^/, because: "messages and progress bars alone" },
  { path: "experiments/", allows: /^clock/, because: "metrics.json tells the seconds taken" },
  {
    path: "experiments/walkers/law-density.ts",
    allows: /^Math.exp$/,
    because: "its interval is drawn in a figure and stored nowhere",
  },
  {
    path: "store/folder-write.ts",
    allows: /^randomUUID/,
    because: "it names a file until it is whole",
  },
  { path: "parallel/inline.ts", allows: /^clock/, because: "the page is let breathe in time" },
];

/** Exact in every engine. */
const exactMath = new Set(
  [
    "abs",
    "ceil",
    "clz32",
    "floor",
    "fround",
    "imul",
    "max",
    "min",
    "round",
    "sign",
    "sqrt",
    "trunc",
  ].concat(["PI", "E", "LN2", "LN10", "LOG2E", "LOG10E", "SQRT2", "SQRT1_2"]),
);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

function named(value: unknown, name: string): boolean {
  return isNode(value) && value.type === "Identifier" && value.name === name;
}

/** `2 ** 26` and the like, which every engine gets exactly. */
function isPowerOfTwo({ left, right }: Node): boolean {
  return isNode(left) && left.value === 2 && isNode(right) && Number.isInteger(right.value);
}

/** What a node does that engines or runs do not agree on, if it does. */
function disagreement(node: Node): string | undefined {
  if (node.operator === "**=" || (node.operator === "**" && !isPowerOfTwo(node))) return "**";
  if (node.type === "NewExpression" && named(node.callee, "Date")) return "new Date";
  if (node.type !== "MemberExpression") return undefined;
  const property = isNode(node.property) ? String(node.property.name) : "";
  if (named(node.object, "Math") && (node.computed || !exactMath.has(property))) {
    return `Math.${property}`;
  }
  if (named(node.object, "Date") || named(node.object, "performance")) return `clock: ${property}`;
  return /^(getRandomValues|randomUUID)$/.test(property) ? property : undefined;
}

function isAllowed(file: string, what: string): boolean {
  return exceptions.some(({ path, allows }) => file.startsWith(path) && allows.test(what));
}

function disagreements(source: string, file: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
    } else if (isNode(value)) {
      const what = disagreement(value);
      const line = source.slice(0, value.start).split("\n").length;
      if (what !== undefined && !isAllowed(file, what)) found.push(`${file}:${line} ${what}`);
      // Math passed on or taken apart would hide which functions are used.
      if (value.type === "VariableDeclarator" && named(value.init, "Math")) {
        found.push(`${file}:${line} Math taken apart`);
      }
      for (const [key, child] of Object.entries(value)) if (key !== "type") visit(child);
    }
  };
  visit(parseAst(source, { lang: "ts" }, file));
  return found;
}

it("nothing that ends up in data depends on the engine, the clock or chance", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort();
  expect(files.length).toBeGreaterThan(10);
  const found = files.flatMap((file) => disagreements(readFileSync(join(src, file), "utf8"), file));
  expect(found).toEqual([]);
});

describe("the check itself", () => {
  it.each([
    ["const x = Math.exp(1);", "Math.exp"],
    ["const x = Math['ex' + 'p'](1);", "Math."],
    ["const { exp } = Math;", "Math taken apart"],
    ["const x = Math.random();", "Math.random"],
    ["const x = 2 ** 0.5;", "**"],
    ["let x = 2; x **= 0.5;", "**"],
    ["const x = Date.now();", "clock: now"],
    ["const x = new Date();", "new Date"],
    ["const x = performance.now();", "clock: now"],
    ["const x = crypto.randomUUID();", "randomUUID"],
  ])("finds %s", (source, what) => {
    expect(disagreements(source, "a.ts").join("\n")).toContain(what);
  });

  it("lets exact functions pass", () => {
    expect(disagreements("const x = Math.sqrt(Math.abs(-2)) + 2 ** 32;", "a.ts")).toEqual([]);
  });
});
