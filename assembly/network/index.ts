// The kernels of networks, a module of its own that needs SIMD: each in float32 and in float64. They take
// addresses into linear memory and hold no objects; matrices are row-major, with the batch along the columns.
// @ts-ignore: a global of the compiler
export const heapBase: usize = __heap_base;

export { streamOpen, fillUniform } from "../random";
export { normal32, normal64 } from "./normals";
export { multiply32, multiply64 } from "./multiply";
export { multiplyTransposed32, multiplyTransposed64 } from "./multiply-transposed";
export {
  unary32, unary64, unaryAdjoint32, unaryAdjoint64, affine32, affine64, fill32, fill64,
} from "./unary";
export { binary32, binary64, divisorAdjoint32, divisorAdjoint64 } from "./binary";
export {
  total32, total64, squares32, squares64, reduceColumns32, reduceColumns64, reduceRows32, reduceRows64,
} from "./reduce";
export {
  logSumExp32, logSumExp64, logSumExpAdjoint32, logSumExpAdjoint64, softmax32, softmax64, softmaxAdjoint32,
  softmaxAdjoint64,
} from "./rows";
export {
  moveBlock32, moveBlock64, gatherColumns32, gatherColumns64, scatterColumns32, scatterColumns64,
  transpose32, transpose64,
} from "./blocks";
export {
  lowerProduct32, lowerProduct64, lowerFactorAdjoint32, lowerFactorAdjoint64, lowerProductAdjoint32,
  lowerProductAdjoint64,
} from "./triangular";
export { adam32, adam64 } from "./adam";
