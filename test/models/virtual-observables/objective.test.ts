import { describe, expect, test } from "vitest";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import { recordTraining } from "../../../src/models/virtual-observables/train-states.js";
import { Xoshiro128 } from "../../oracle/xoshiro.js";
import { smallProblem } from "./particles.js";

/** sum X^2 = .11, as plain JavaScript. */
const energy = observableFromFunction({
  name: "energy",
  size: 1,
  tolerance: 1e-4,
  value: (x) => [x.reduce((sum, v) => sum + v * v, -0.11)],
  pullback: (x, [w]) => x.map((v) => 2 * w * v),
});

/** Parameters away from where training begins, so that no part of the gradient is 0 by symmetry. */
async function recorded(given: { readonly [key: string]: unknown }) {
  const problem = await smallProblem({ ...given, precision: "float64" }, [energy]);
  const training = recordTraining(problem);
  const generator = new Xoshiro128([1, 2, 3, 4]);
  const noise = () => generator.next() / 2 ** 31 - 1;
  const tensors = [...training.states.parameters, ...training.law.parameters];
  for (const tensor of tensors)
    tensor.set(Float64Array.from(tensor.value, (x) => x + 0.05 * noise()));
  training.tape.redraw(3);
  training.parts.precision.set(Float64Array.of(900));
  return { ...training, tensors, noise };
}

const families = [
  { states: "lognormal", emission: "multinomial", covariance: "diagonal", law: "dense" },
  { states: "lognormal", emission: "poisson", covariance: "diagonal", law: "convolution" },
  { states: "lognormal", emission: "normalised", covariance: "full", law: "dense" },
  { states: "lognormal", emission: "poisson", covariance: "full", law: "flux" },
  { states: "simplex", emission: "normalised", covariance: "diagonal", law: "flux" },
  { states: "simplex", emission: "normalised", covariance: "full", law: "convolution" },
  { states: "simplex", emission: "multinomial", covariance: "diagonal", law: "dense" },
  { states: "lognormal", emission: "multinomial", amortised: true, law: "dense" },
  { states: "simplex", emission: "normalised", amortised: true, law: "flux" },
] as const;

const named = families.map((family) => ({
  name: Object.values(family).join(", "),
  given: {
    ...family,
    constraint: "mass+advection-diffusion",
    tolerance: 1e-4,
    equationTolerance: 1e-2,
    velocity: 0.015,
    diffusivity: 2e-4,
    activation: "silu",
  },
}));

describe("the gradient of the whole negative bound is that of central differences", () => {
  test.each(named)("$name", async ({ given }) => {
    const { objective, tensors, noise } = await recorded(given);
    objective.differentiate();
    const gradients = tensors.map((tensor) => Float64Array.from(tensor.gradient));
    for (const [i, tensor] of tensors.entries()) {
      const at = Float64Array.from(tensor.value);
      const size = Math.hypot(...gradients[i]);
      for (let trial = 0; trial < 3; trial++) {
        const direction = at.map(noise);
        const length = Math.hypot(...direction);
        const h = 1e-3 / length;
        const value = (shift: number) => {
          tensor.set(at.map((x, k) => x + shift * h * direction[k]));
          return objective.evaluate();
        };
        const difference = (k: number) => value(k) - value(-k);
        const numeric =
          (45 * difference(1) - 9 * difference(2) + difference(3)) / (60 * h * length);
        tensor.set(at);
        const exact = gradients[i].reduce((sum, g, k) => sum + g * direction[k], 0) / length;
        // Rounding of the objective itself, over the step of the difference.
        const rounding = (4e-16 * Math.abs(objective.evaluate())) / 1e-3;
        expect(Math.abs(numeric - exact)).toBeLessThan(1e-6 * size + rounding);
      }
    }
  });
});
