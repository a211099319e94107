import type { MemoryExports } from "../abi.js";

/** The kernels of assembly/fields/. Arguments named `...At` are addresses in linear memory. */
export interface FieldsExports extends MemoryExports {
  mathExp(x: number): number;
  mathCos2Pi(u: number): number;
  streamOpen(stateAt: number, seedLow: number, seedHigh: number, a: number, b: number): void;
  fillUniform(stateAt: number, outAt: number, n: number): void;
  fillNormal(stateAt: number, outAt: number, n: number): void;
  burgersAdvance(
    uAt: number,
    roomAt: number,
    points: number,
    h: number,
    viscosity: number,
    dt: number,
    steps: number,
  ): void;
  burgersAdvance2d(
    uAt: number,
    roomAt: number,
    rows: number,
    columns: number,
    hx: number,
    hy: number,
    viscosity: number,
    dt: number,
    steps: number,
  ): void;
  fourierPlanSize(n: number): number;
  fourierPlan(planAt: number, n: number): number;
  fourierTransform(planAt: number, n: number, xAt: number, yAt: number): number;
  kdvPropagator(
    outAt: number,
    n: number,
    h: number,
    dispersion: number,
    t: number,
    oneSided: number,
  ): void;
  kdvAdvance(
    planAt: number,
    n: number,
    spectrumAt: number,
    halfAt: number,
    h: number,
    dt: number,
    steps: number,
    scratchAt: number,
  ): void;
  observe(
    stateAt: number,
    uAt: number,
    points: number,
    deviation: number,
    cleanAt: number,
    noisyAt: number,
  ): void;
}
