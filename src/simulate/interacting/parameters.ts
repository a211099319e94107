import type { ParameterValues } from "../../parameters.js";
import { initialStateParameters } from "../initial-state.js";

/** Parameters that all systems of interacting walkers share. */
export const latticeParameters = {
  walkers: {
    kind: "integer",
    summary: "number of walkers",
    default: 2400,
    min: 1,
    max: 4294967295,
  },
  bins: {
    kind: "integer",
    summary: "bins of the coarse grid on [-1, 1); a divisor of sites",
    default: 24,
    min: 2,
    max: 1e6,
  },
  sites: {
    kind: "integer",
    summary: "lattice sites on [-1, 1); a jump is 2 / sites long",
    default: 480,
    min: 4,
    max: 1e6,
  },
  width: {
    kind: "number",
    summary: "width of the box in which a walker counts the others; a whole number of sites",
    default: 1 / 24,
    min: 0,
    above: true,
    max: 1,
    unit: "length",
  },
  kernel: {
    kind: "choice",
    summary: "boxes side by side from an offset drawn at each step, or a box centred on each site",
    default: "random-offset",
    choices: ["random-offset", "centred"],
  },
  microStep: {
    kind: "number",
    summary: "time of a micro step",
    default: 2.5e-3,
    min: 0,
    above: true,
    unit: "time",
  },
  microStepsPerStep: {
    kind: "integer",
    summary: "micro steps in one coarse step",
    default: 400,
    min: 1,
    max: 1e6,
  },
  method: {
    kind: "choice",
    summary:
      "counts: numbers on sites; walkers: each by itself; auto: counts unless positions are recorded",
    default: "auto",
    choices: ["auto", "counts", "walkers"],
  },
  positions: { kind: "boolean", summary: "record the walkers' positions", default: false },
  ...initialStateParameters({ sigma: 0.3, length: 1 }),
} as const;

/** Values of {@link latticeParameters}. */
export type LatticeParameters = ParameterValues<typeof latticeParameters>;
