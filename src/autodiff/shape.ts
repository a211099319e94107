import { invalidData } from "../errors.js";

/** What has a shape. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
}

/** As errors write it. */
export function describeShape({ rows, columns }: Shape): string {
  return `[${rows}, ${columns}]`;
}

/** @throws InvalidData that names the operation, unless `right` */
export function checkShape(
  right: boolean,
  operation: string,
  expected: string,
  ...received: readonly Shape[]
): void {
  if (right) return;
  throw invalidData(operation, expected, received.map(describeShape).join(" and "));
}

/** @throws InvalidData unless both are positive integers */
export function checkSize(what: string, rows: number, columns: number): void {
  const positive = [rows, columns].every((size) => Number.isSafeInteger(size) && size > 0);
  checkShape(positive, what, "positive integers for rows and columns", { rows, columns });
}
