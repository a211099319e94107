import { invalidParameter } from "../errors.js";
import { drawNormals, reserveStream } from "../kernel/network/draw.js";
import type { NetworkKernel } from "../kernel/network/load.js";
import { networkFunctions } from "../kernel/network/values.js";
import { checkSeed } from "../kernel/random.js";
import { type NodeSpec, type Recorder, TensorNode } from "./node.js";
import { createObjective } from "./objective.js";
import { checkSize } from "./shape.js";
import type { Parameter, Tape, TapeOptions, Tensor, Term } from "./tensor.js";

const mostStep = 2 ** 32 - 1;

class RecordingTape implements Tape, Recorder {
  readonly functions: Recorder["functions"];
  readonly nodes: TensorNode[] = [];
  readonly parameters: TensorNode[] = [];
  readonly seed: number;
  readonly #noise: TensorNode[] = [];
  readonly #stream: ReturnType<typeof reserveStream>;

  constructor(kernel: NetworkKernel, { precision = "float32", seed = 0 }: TapeOptions) {
    if (precision !== "float32" && precision !== "float64") {
      throw invalidParameter("precision", "float32 or float64", precision);
    }
    checkSeed(seed);
    this.seed = seed;
    this.functions = networkFunctions(kernel, precision);
    this.#stream = reserveStream(this.functions);
  }

  get tape(): Tape {
    return this;
  }

  get precision() {
    return this.functions.precision;
  }

  #leaf(spec: NodeSpec, values?: ArrayLike<number>): TensorNode {
    checkSize(
      spec.kind === "parameter" ? `parameter ${spec.name}` : "tensor",
      spec.rows,
      spec.columns,
    );
    const node = new TensorNode(this, spec);
    if (values !== undefined) node.set(values);
    return node;
  }

  input(rows: number, columns: number, values?: ArrayLike<number>): Tensor {
    return this.#leaf({ rows, columns, kind: "input" }, values);
  }

  parameter(name: string, rows: number, columns: number, values?: ArrayLike<number>): Parameter {
    if (this.parameters.some((parameter) => parameter.name === name)) {
      throw invalidParameter("name of a parameter", "unique on its tape", name);
    }
    const node = this.#leaf({ rows, columns, kind: "parameter", name }, values);
    this.parameters.push(node);
    return node;
  }

  noise(rows: number, columns: number): Tensor {
    const node = this.#leaf({ rows, columns, kind: "result" });
    this.#noise.push(node);
    this.#draw(node, this.#noise.length - 1, 0);
    return node;
  }

  #draw(node: TensorNode, which: number, step: number): void {
    drawNormals(this.functions, this.#stream, this.seed, which, step, node.values);
  }

  redraw(step: number): void {
    if (!Number.isInteger(step) || step < 0 || step > mostStep) {
      throw invalidParameter("step", "an integer from 0 to 2^32 - 1", step);
    }
    for (const [which, node] of this.#noise.entries()) this.#draw(node, which, step);
  }

  minimise(terms: readonly Term[]) {
    return createObjective(this, terms);
  }

  run(): void {
    for (const { forward } of this.nodes) forward?.();
  }
}

/**
 * An empty tape in a kernel's memory.
 *
 * @example
 * const tape = createTape(await instantiateNetworkKernel(), { precision: "float64" });
 * const w = tape.parameter("w", 1, 1, [3]);
 * const loss = tape.minimise([{ of: square(affine(w, 1, -1)) }]); // (w - 1)^2
 * loss.differentiate(); // 4
 * w.gradient; // Float64Array [ 4 ]
 *
 * @throws InvalidParameter for a seed that is no non-negative safe integer
 */
export function createTape(kernel: NetworkKernel, options: TapeOptions = {}): Tape {
  return new RecordingTape(kernel, options);
}
