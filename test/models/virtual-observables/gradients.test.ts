import { describe, expect, test } from "vitest";
import type { Parameter } from "../../../src/autodiff/tensor.js";
import { observableFromFunction } from "../../../src/models/virtual-observables/observables/function.js";
import { recordTraining } from "../../../src/models/virtual-observables/train-states.js";
import { noiseFrom } from "../../oracle/noise.js";
import { kernel, network, randomData, statesProblem } from "./problems.js";

const data = randomData({ lengths: [3, 4, 2], gaps: [[1, 2]] });

/** sum X^2 = .05 and sum X^3 = .01: nothing that a state here obeys. */
const powers = observableFromFunction({
  name: "powers",
  size: 2,
  tolerance: 1e-4,
  value: (x) => [
    x.reduce((sum, v) => sum + v ** 2, -0.05),
    x.reduce((sum, v) => sum + v ** 3, -0.01),
  ],
  pullback: (x, [a, b]) => x.map((v) => 2 * a * v + 3 * b * v * v),
});

const base = { hidden: 4, reach: 2, noiseLevel: 0.05, tolerance: 1e-4, equationTolerance: 1e-2 };
const physics = { constraint: "mass+advection-diffusion", velocity: 0.1, diffusivity: 0.02 };
const lognormal = { states: "lognormal" };

const cases = [
  { law: "dense", activation: "relu", ...lognormal, emission: "multinomial" },
  { law: "dense", ...lognormal, emission: "poisson", constraint: "mass" },
  { law: "convolution", ...lognormal, emission: "normalised", ...physics },
  { law: "flux", ...lognormal, covariance: "full", emission: "normalised", ...physics },
  { law: "flux", ...lognormal, covariance: "full", emission: "poisson" },
  { law: "dense", ...lognormal, covariance: "full", emission: "multinomial", activation: "tanh" },
  { law: "flux", emission: "normalised", ...physics },
  { law: "convolution", emission: "multinomial", layers: 2 },
  { law: "dense", covariance: "full", ...physics, augment: true },
  { law: "flux", amortised: true, ...physics },
  { law: "convolution", amortised: true, ...lognormal, emission: "poisson" },
  { law: "dense", amortised: true, ...lognormal, emission: "normalised", augment: true },
];

/** The objective at a point that is nothing's optimum, in either precision. */
function build(given: { readonly [key: string]: unknown }, precision: "float32" | "float64") {
  const mark = network.arena.mark();
  const own = kernel.arena.mark();
  const recorded = recordTraining(statesProblem(data, { ...base, ...given, precision }, [powers]));
  const noise = noiseFrom(5);
  const { objective, parts, states, law, tape } = recorded;
  const parameters = tape.parameters;
  for (const { value } of parameters) {
    for (let i = 0; i < value.length; i++) value[i] += Math.fround(0.1 * noise.normal());
  }
  tape.redraw(2);
  parts.precision.set(Float64Array.of(300));
  if (parts.roll) parts.roll.shift = 2;
  expect(parameters.length).toBe(states.parameters.length + law.parameters.length);
  return {
    objective,
    parameters,
    free: () => {
      network.arena.release(mark);
      kernel.arena.release(own);
    },
  };
}

const norm = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0));

/** The axes of a small tensor, some random unit vectors of a large one. */
function directions(length: number): Float64Array[] {
  if (length <= 8) {
    return Array.from({ length }, (_, i) =>
      Float64Array.from({ length }, (__, j) => (i === j ? 1 : 0)),
    );
  }
  const noise = noiseFrom(length);
  return Array.from({ length: 4 }, () => {
    const direction = noise.normals(length);
    const size = norm(direction);
    return direction.map((x) => x / size);
  });
}

/** Difference quotient of fourth order. */
function slope(parameter: Parameter, direction: Float64Array, evaluate: () => number): number {
  const h = 1e-3;
  const start = parameter.value.slice();
  const at = (shift: number) => {
    for (let i = 0; i < start.length; i++) {
      parameter.value[i] = start[i] + shift * h * direction[i];
    }
    return evaluate();
  };
  const result = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
  parameter.value.set(start);
  return result;
}

describe("the whole objective", () => {
  test.each(cases)("has the gradient of its difference quotients: %o", (given) => {
    const { objective, parameters, free } = build(given, "float64");
    objective.differentiate();
    const gradients = parameters.map(({ gradient }) => gradient.slice());
    const whole = norm(gradients.flatMap((gradient) => Array.from(gradient)));
    let worst = 0;
    for (const [k, parameter] of parameters.entries()) {
      // The bias of a flux changes nothing: its gradient is rounding.
      const size = Math.max(norm(gradients[k]), 1e-4 * whole);
      for (const direction of directions(parameter.value.length)) {
        const expected = slope(parameter, direction, objective.evaluate);
        const received = direction.reduce((sum, d, i) => sum + d * gradients[k][i], 0);
        worst = Math.max(worst, Math.abs(received - expected) / size);
      }
    }
    expect(worst).toBeLessThan(1e-8);
    free();
  });

  test.each(cases)("in float32 is that in float64 to 1e-5: %o", (given) => {
    const double = build(given, "float64");
    const value = double.objective.differentiate();
    const expected = double.parameters.flatMap(({ gradient }) => Array.from(gradient));
    double.free();
    const single = build(given, "float32");
    const error = Math.abs(single.objective.differentiate() / value - 1);
    const received = single.parameters.flatMap(({ gradient }) => Array.from(gradient));
    single.free();
    const difference = norm(received.map((g, i) => g - expected[i])) / norm(expected);
    expect(error).toBeLessThan(2e-6);
    expect(difference).toBeLessThan(1e-5);
  });
});
