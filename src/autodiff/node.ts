import { invalidData } from "../errors.js";
import type { Matrix } from "../kernel/network/products.js";
import {
  type Functions,
  type Numbers,
  reserveValues,
  type Values,
} from "../kernel/network/values.js";
import type { Parameter, Tape, Tensor } from "./tensor.js";

/** Adds to dx, or if `accumulate` is false writes to it, what g, the gradient of a result, means for x. */
export type Adjoint = (g: Values, dx: Values, accumulate: boolean) => void;

/** What an operation says of its derivatives. */
export interface Adjoints {
  /** One for each input; called only for those that a parameter is behind. */
  readonly each: readonly Adjoint[];
  /** For which inputs the adjoint is dx = g, so that they may share g's memory. */
  readonly passes?: readonly boolean[];
  /** Of an operation on one input: its adjoint where every number of g is `weight`. */
  readonly ofConstant?: (weight: number, dx: Values, accumulate: boolean) => void;
}

const noAdjoints: Adjoints = { each: [] };

/** How the tensors of one tape are made. */
export interface Recorder {
  readonly tape: Tape;
  readonly functions: Functions;
  /** In order of recording, hence each after what it depends on. */
  readonly nodes: TensorNode[];
}

/** What a node has of its own. */
export interface NodeSpec {
  readonly rows: number;
  readonly columns: number;
  readonly inputs?: readonly TensorNode[];
  /** Whose memory it shares: the same numbers in another shape. */
  readonly sharing?: TensorNode;
  /** What may be set; results may not. */
  readonly kind: "input" | "parameter" | "result";
  readonly name?: string;
}

/** Marks a node for every entry of the package, which may each carry a class of its own. */
const mark = Symbol.for("coarsegrain tensor");

/** What stands behind every {@link Tensor}. */
export class TensorNode implements Parameter {
  readonly [mark] = true;
  readonly recorder: Recorder;
  readonly rows: number;
  readonly columns: number;
  readonly kind: NodeSpec["kind"];
  readonly name: string;
  readonly inputs: readonly TensorNode[];
  readonly values: Values;
  /** Whether a parameter is behind it. */
  readonly learnt: boolean;
  /**
   * Its derivative in the objective last differentiated: numbers, or one number for all; undefined before.
   */
  derivative: Values | number | undefined;
  /** The node whose memory this one has: itself, if it shares no other's. */
  readonly owner: TensorNode;
  forward: (() => void) | undefined;
  adjoints: Adjoints = noAdjoints;
  #gradients: Values | undefined;

  constructor(recorder: Recorder, { rows, columns, inputs = [], sharing, kind, name }: NodeSpec) {
    this.recorder = recorder;
    this.rows = rows;
    this.columns = columns;
    this.kind = kind;
    this.name = name ?? "";
    this.inputs = inputs;
    this.owner = sharing?.owner ?? this;
    this.learnt = kind === "parameter" || inputs.some(({ learnt }) => learnt);
    this.values = sharing?.values ?? reserveValues(recorder.functions, rows * columns);
    if (kind === "parameter") this.derivative = this.gradients;
    recorder.nodes.push(this);
  }

  get tape(): Tape {
    return this.recorder.tape;
  }

  get value(): Numbers {
    return this.values.view;
  }

  /** Memory for the derivative, taken when it is first asked for. */
  get gradients(): Values {
    if (this.owner !== this) return this.owner.gradients;
    this.#gradients ??= reserveValues(this.recorder.functions, this.values.length);
    return this.#gradients;
  }

  get gradient(): Numbers {
    if (!this.learnt) {
      throw invalidData("gradient", "a tensor that depends on a parameter", "one that does not");
    }
    const { derivative = 0 } = this.owner;
    if (typeof derivative !== "number") return derivative.view;
    this.gradients.view.fill(derivative);
    return this.gradients.view;
  }

  /** As kernels take it. */
  get matrix(): Matrix {
    return { values: this.values, rows: this.rows, columns: this.columns };
  }

  /** The same memory in another shape. */
  view(rows: number, columns: number): TensorNode {
    return new TensorNode(this.recorder, {
      rows,
      columns,
      inputs: [this],
      sharing: this,
      kind: "result",
    });
  }

  set(values: ArrayLike<number>): void {
    if (this.kind === "result") {
      throw invalidData("tensor to set", "an input or a parameter", "a result of other tensors");
    }
    if (values.length !== this.values.length) {
      throw invalidData(
        "values of a tensor",
        `${this.rows} x ${this.columns} = ${this.values.length} numbers`,
        `${values.length}`,
      );
    }
    this.values.view.set(values);
  }
}

/** What stands behind a tensor. */
export function nodeOf(tensor: Tensor): TensorNode {
  if (typeof tensor === "object" && tensor !== null && mark in tensor) return tensor as TensorNode;
  throw invalidData("tensor", "one made by a tape", String(tensor));
}
