// The kernels of fields, a module of its own that needs SIMD: time steps of partial differential equations
// on uniform grids, in float64. They take addresses into linear memory and hold no objects.
// @ts-ignore: a global of the compiler
export const heapBase: usize = __heap_base;

export { mathExp } from "../math";
export { mathCos2Pi } from "../turns";
export { streamOpen, fillUniform, fillNormal } from "../random";
export { burgersAdvance } from "./burgers";
export { burgersAdvance2d } from "./burgers-2d";
export { fourierPlanSize, fourierPlan, fourierTransform } from "./fourier";
export { kdvPropagator, kdvAdvance } from "./kdv";
export { observe } from "./observe";
