/** A small deep fit with an observable and a law of one's own, in Node and in a browser; prints what came out. */
import {
  add,
  affine,
  createTape,
  dense,
  instantiateNetworkKernel,
  square,
} from "coarsegrain/autodiff";
import {
  advectionDiffusion,
  findModel,
  fit,
  isCoarsegrainError,
  simulate,
  virtualObservables,
} from "coarsegrain/deep";

/** f(u) = u + W (u - 1). */
function linearLaw(values) {
  const bins = Math.sqrt(values.length);
  const parameters = [{ name: "law_change", rows: bins, columns: bins, values }];
  return {
    name: "linear",
    conserving: false,
    parameters,
    declare(tape) {
      const change = tape.parameter("law_change", bins, bins, values);
      return {
        parameters: [change],
        apply: (states) => add(states, dense(change, affine(states, 1, -1))),
      };
    },
    withValues: ([replaced]) => linearLaw(replaced),
  };
}

/** (X_0 - X_1)^2. */
const symmetry = {
  name: "symmetry",
  of: "state",
  size: 1,
  tolerance: 1,
  record: (state) => square(dense(state.tape.input(1, state.rows, weights(state.rows)), state)),
};

const weights = (bins) => Float64Array.from({ length: bins }, (_, j) => [1, -1][j] ?? 0);

function tagOfMistake(tape) {
  try {
    tape.parameter("w", 1, 1);
    tape.parameter("w", 1, 1);
  } catch (error) {
    return isCoarsegrainError(error) ? error.tag : `${error}`;
  }
  return "none";
}

export async function firstUse() {
  const data = await simulate(advectionDiffusion({ walkers: 500 }), {
    sequences: 4,
    steps: 2,
    seed: 1,
  });
  const { bins } = data.grid;
  const own = { law: linearLaw(new Float64Array(bins * bins)), observables: [symmetry] };
  const results = [];
  for (const extras of [{}, own]) {
    const posterior = await fit(data, virtualObservables({ steps: 20 }, extras), { seed: 1 });
    const ensemble = await posterior.forecast(data.at(0), { steps: 2, draws: 5, seed: 2 });
    results.push([...posterior.bound].map(Number), [...ensemble.interval(0.5).upper]);
  }
  return {
    results,
    model: findModel("virtual-observables").name,
    tag: tagOfMistake(createTape(await instantiateNetworkKernel())),
  };
}
