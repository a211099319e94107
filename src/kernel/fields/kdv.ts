import { type FourierPlan, fourierTransform, type Spectrum } from "./fourier.js";
import type { FieldsKernel } from "./load.js";

/** How the third derivative is taken: centred, or by the one-sided stencil that also damps. */
export type ThirdDifference = "central" | "published";

/** What advances a spectrum by steps of one size. */
export interface KdvSteps {
  readonly plan: FourierPlan;
  /** Propagator of the linear part over half a step. */
  readonly half: Spectrum;
  readonly scratch: Spectrum;
  readonly spacing: number;
  readonly dt: number;
}

/** Reserves in the kernel's arena what the steps need. */
export function prepareKdv(
  { call, arena }: FieldsKernel,
  plan: FourierPlan,
  spacing: number,
  dispersion: number,
  dt: number,
  stencil: ThirdDifference,
): KdvSteps {
  const n = plan.length;
  const half = arena.f64(2 * n);
  const oneSided = Number(stencil === "published");
  call.kdvPropagator(half.pointer, n, spacing, dispersion, dt / 2, oneSided);
  return { plan, half, scratch: arena.f64(8 * n), spacing, dt };
}

/** The transform of a real field. */
export function fieldToSpectrum(
  kernel: FieldsKernel,
  { plan, scratch }: KdvSteps,
  field: Float64Array,
  spectrum: Spectrum,
): void {
  const n = field.length;
  const [x, y] = halves(scratch, n);
  x.view.fill(0);
  field.forEach((value, j) => {
    x.view[2 * j] = value;
  });
  spectrum.view.set(fourierTransform(kernel, plan, x, y).view);
}

/** The real field of a spectrum. */
export function spectrumToField(
  kernel: FieldsKernel,
  { plan, scratch }: KdvSteps,
  spectrum: Spectrum,
  field: Float64Array,
): void {
  const n = field.length;
  const [x, y] = halves(scratch, n);
  for (let k = 0; k < n; k++) {
    x.view[2 * k] = spectrum.view[2 * k];
    x.view[2 * k + 1] = -spectrum.view[2 * k + 1];
  }
  const { view } = fourierTransform(kernel, plan, x, y);
  for (let j = 0; j < n; j++) field[j] = view[2 * j] / n;
}

/** Room for two spectra at the beginning of the scratch. */
function halves({ pointer, view }: Spectrum, n: number): [Spectrum, Spectrum] {
  const bytes = 2 * n * Float64Array.BYTES_PER_ELEMENT;
  return [
    { pointer, length: 2 * n, view: view.subarray(0, 2 * n) },
    { pointer: pointer + bytes, length: 2 * n, view: view.subarray(2 * n, 4 * n) },
  ];
}

/** Advances the spectrum of u by u_t = -u u_x - delta u_xxx; see assembly/fields/kdv.ts. */
export function kdvAdvance(
  { call }: FieldsKernel,
  { plan, half, scratch, spacing, dt }: KdvSteps,
  spectrum: Spectrum,
  steps: number,
): void {
  call.kdvAdvance(
    plan.pointer,
    plan.length,
    spectrum.pointer,
    half.pointer,
    spacing,
    dt,
    steps,
    scratch.pointer,
  );
}
