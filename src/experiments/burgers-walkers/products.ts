import type { Coefficient } from "../../models/model.js";

/** Offsets of a coefficient's name in ascending order: `m=-1,0` for `m=0,-1`. */
function sortedName(name: string): string {
  const offsets = name.slice(2).split(",").map(Number);
  return `m=${offsets.sort((a, b) => a - b).join(",")}`;
}

/**
 * The coefficients with each active product under the name whose offsets ascend. X_{j-1} X_j is a feature
 * twice, once for each order; elimination keeps at most one of the two, and which one is chance. The twins
 * swap names where it is the other one.
 */
export function withSortedNames(coefficients: readonly Coefficient[]): Coefficient[] {
  const active = new Set(coefficients.filter((c) => c.active).map((c) => c.name));
  const swapped = new Set(
    [...active].filter((name) => name !== sortedName(name) && !active.has(sortedName(name))),
  );
  const twins = new Map([...swapped].map((name) => [sortedName(name), name]));
  return coefficients.map((coefficient) => {
    const { name } = coefficient;
    if (swapped.has(name)) return { ...coefficient, name: sortedName(name) };
    return { ...coefficient, name: twins.get(name) ?? name };
  });
}
