/** A small fit of fields, in Node and in a browser; prints what came out. */
import {
  burgersField,
  burgersField2d,
  fieldErrors,
  fieldScore,
  findFieldModel,
  isCoarsegrainError,
  kdvField,
  multiscaleFromGroup,
  multiscaleSde,
  selectFields,
  simulateFields,
  trajectoryError,
} from "coarsegrain/fields";

function tagOfMistake() {
  try {
    multiscaleSde({ steps: -1 });
  } catch (error) {
    return isCoarsegrainError(error) ? error.tag : `${error}`;
  }
  return "none";
}

export async function firstUse() {
  const fields = [];
  for (const system of [
    burgersField({ points: 100, steps: 20 }),
    kdvField({ points: 100, steps: 20 }),
    burgersField2d({ points: 16, steps: 10 }),
  ]) {
    const { field } = await simulateFields(system, { sequences: 1, seed: 1 }).sequence(0);
    fields.push([...field.subarray(-100)]);
  }
  const data = simulateFields(burgersField({ points: 100, steps: 60 }), { sequences: 4, seed: 1 });
  const given = { form: "pod", modes: 8, cells: 10, micro: 1, steps: 30, batch: 16 };
  const fitted = await multiscaleSde(given).fit(selectFields(data, [0, 1, 2]), { seed: 2 });
  const posterior = await multiscaleFromGroup(fitted.toGroup());
  const { field, clean } = await data.sequence(3);
  const truth = { field, clean, time: data.time };
  const start = { field: field.slice(0, 100), time: 0 };
  const ensemble = await posterior.forecast(start, { steps: 3, draws: 8, seed: 3 });
  const errors = fieldErrors(ensemble.mean(), clean.subarray(100, 400), 100);
  return {
    model: findFieldModel("multiscale-sde").name,
    fields,
    bound: [...posterior.bound],
    score: fieldScore(ensemble, truth),
    error: trajectoryError(errors),
    tag: tagOfMistake(),
  };
}
