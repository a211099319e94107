import { invalidData } from "../../errors.js";
import type { Group, Values, Variable } from "../../store/group.js";

/** A variable of a posterior; one dimension unless a shape is given. */
export function variable(
  values: Values,
  dimensions: readonly string[],
  shape: readonly number[] = [values.length],
): Variable {
  return { values, shape, dimensions };
}

/** @throws InvalidData if there is no such variable of this type, or not of this length */
export function requiredVariable<V extends Values>(
  group: Group | undefined,
  name: string,
  type: new (length: number) => V,
  length?: number,
): V {
  const values = group?.variables[name]?.values;
  if (!(values instanceof type) || (length !== undefined && values.length !== length)) {
    throw invalidData(
      `posterior variable ${name}`,
      `${length === undefined ? "" : `${length} values of `}${type.name}`,
      values === undefined ? "none" : `${values.length} values of ${values.constructor.name}`,
    );
  }
  return values;
}
