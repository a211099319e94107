/** The entry for networks of one's own: the tape, its operations, and its optimiser, in Node and browsers. */
export {
  CoarsegrainError,
  type ErrorFields,
  type ErrorTag,
  isCoarsegrainError,
} from "../errors.js";
export { instantiateNetworkKernel, type NetworkKernel } from "../kernel/network/load.js";
export {
  type Adam,
  type AdamGroup,
  type AdamOptions,
  type AdamState,
  createAdam,
} from "./adam.js";
export { add, divide, multiply, subtract } from "./arithmetic.js";
export { concatColumns, concatRows, type Part, reshape, slice } from "./blocks.js";
export { type CircularConvolutionOptions, circularConvolution } from "./circular-convolution.js";
export {
  type DenseNetwork,
  type DenseNetworkOptions,
  denseNetwork,
  type InitialLayers,
} from "./dense-network.js";
export {
  affine,
  exp,
  log,
  reciprocal,
  relu,
  sigmoid,
  silu,
  softplus,
  sqrt,
  square,
  tanh,
} from "./elementwise.js";
export { type ExternalOperation, external } from "./external.js";
export { gatherColumns, gatherRows, scatterColumns } from "./indices.js";
export { lowerTriangularProduct } from "./lower-triangular.js";
export { dense, type MatmulOptions, matmul } from "./products.js";
export { logSumExpRows, softmaxRows, sum, sumColumns, sumRows } from "./reductions.js";
export { constant, cosine, geometric, type Schedule, warmUp } from "./schedules.js";
export { circularShift, stencil } from "./stencil.js";
export { createTape } from "./tape.js";
export type { Objective, Parameter, Tape, TapeOptions, Tensor, Term } from "./tensor.js";
