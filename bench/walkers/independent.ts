/** Independent walkers: every micro step, and one draw of the exact law of a coarse step. */
import { netDisplacementLaw } from "../../src/kernel/displacement-law.js";
import type { Kernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import { leapTable, walkersLeap, walkersMicroSteps } from "../../src/kernel/walkers.js";
import { type Case, inProcess } from "../harness.js";
import { cpp, python } from "../peers/external.js";
import { aliasJs, leapJs, microStepsJs, sfc32, stepTable } from "../peers/walkers-js.js";

const walkers = 250_000;
const steps = 400;
const pLeft = 0.195;
const pRight = 0.205;

/** Throws unless the displacements have the mean and variance of `runs` runs, within 6 standard errors. */
function check(values: Int32Array): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const step = pLeft + pRight - (pRight - pLeft) ** 2;
  const expected = [(pRight - pLeft) * steps, step * steps];
  const errors = [Math.sqrt(expected[1] / walkers), expected[1] * Math.sqrt(2 / walkers)];
  if (
    Math.abs(mean - expected[0]) > 6 * errors[0] ||
    Math.abs(variance - expected[1]) > 6 * errors[1]
  ) {
    throw new Error(`mean ${mean}, variance ${variance}; expected ${expected.join(", ")}`);
  }
}

/** 250 000 walkers over 400 micro steps; the results of ours and of JavaScript's are checked first. */
export function independentCases(kernel: Kernel): Case[] {
  const stream = openStream(kernel, 1);
  const net = kernel.arena.i32(walkers);
  net.view.fill(0);
  const table = leapTable(kernel, pLeft, pRight, steps);

  const netJs = new Int32Array(walkers);
  const state = sfc32(1);
  const tableJs = stepTable(pLeft, pRight);
  const alias = aliasJs(netDisplacementLaw(pLeft, pRight, steps));
  const arguments_ = [walkers, steps, pLeft, pRight];

  const ours = {
    micro: () => walkersMicroSteps(kernel, stream, net, steps, pLeft, pRight),
    leap: () => walkersLeap(kernel, stream, net, table),
  };
  const theirs = {
    micro: () => microStepsJs(netJs, steps, pLeft, pRight, tableJs, state),
    leap: () => leapJs(netJs, alias, state),
  };
  for (const run of [ours.micro, ours.leap]) {
    net.view.fill(0);
    run();
    check(net.view);
  }
  for (const run of [theirs.micro, theirs.leap]) {
    netJs.fill(0);
    run();
    check(netJs);
  }

  const names = {
    micro: `${walkers} walkers, ${steps} micro steps`,
    leap: `${walkers} walkers, one draw for ${steps} steps`,
  };
  const cases: Case[] = (["micro", "leap"] as const).map((kind) => ({
    name: names[kind],
    unit: "jumps/s",
    work: walkers * steps,
    run: ours[kind],
    peers: {
      js: inProcess(theirs[kind]),
      numpy: python("walkers.py", [kind, ...arguments_]),
      cpp: cpp("walkers.cpp", [kind, ...arguments_]),
    },
  }));
  // C++ as above holds 8 bits a step against both edges; here it does what we do, 64 walkers at a time.
  const byFours = { cpp: cpp("walkers.cpp", ["micro4", ...arguments_]) };
  return [...cases, { ...cases[0], name: `${names.micro}; C++ by 4 bits too`, peers: byFours }];
}
