import { drawNormals, reserveStream } from "../../src/kernel/network/draw.js";
import { instantiateNetworkKernel } from "../../src/kernel/network/load.js";
import { multiply, multiplyTransposed } from "../../src/kernel/network/products.js";
import { networkFunctions, reserveValues } from "../../src/kernel/network/values.js";
import type { Case } from "../harness.js";

/** The three products of a dense layer, [out, in] on a batch. */
export async function multiplications(): Promise<Case[]> {
  const functions = networkFunctions(await instantiateNetworkKernel(), "float32");
  const matrix = (rows: number, columns: number) => {
    const values = reserveValues(functions, rows * columns);
    values.view.fill(0.5);
    return { values, rows, columns };
  };
  return [
    [25, 25, 576],
    [128, 128, 200],
  ].flatMap(([out, inner, batch]) => {
    const w = matrix(out, inner);
    const x = matrix(inner, batch);
    const y = matrix(out, batch);
    const name = `[${out}, ${inner}] on ${batch}`;
    const work = (2 * out * inner * batch) / 1e9;
    const products = {
      "W X": () => multiply(functions, w, false, x, y, undefined, false),
      "W^T Y": () => multiply(functions, w, true, y, x, undefined, false),
      "Y X^T": () => multiplyTransposed(functions, y, x, w, false),
    };
    return Object.entries(products).map(([product, run]) => ({
      name: `${product}, ${name}`,
      unit: "GFLOP/s",
      work,
      run,
    }));
  });
}

/** Standard normals in float32. */
export async function normals(): Promise<Case> {
  const functions = networkFunctions(await instantiateNetworkKernel(), "float32");
  const n = 16_000;
  const stream = reserveStream(functions);
  const values = reserveValues(functions, n);
  let step = 0;
  return {
    name: "normals",
    unit: "M/s",
    work: n / 1e6,
    run: () => drawNormals(functions, stream, 1, 0, step++, values),
  };
}
