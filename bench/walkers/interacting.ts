/** Interacting walkers: counts of sites and walkers one by one, against peers that simulate the same law. */
import {
  interactingCounts,
  interactingWalkers,
  type JumpRule,
  prepareRule,
} from "../../src/kernel/interacting.js";
import type { Kernel } from "../../src/kernel/load.js";
import { openStream } from "../../src/kernel/random.js";
import { settle } from "../../src/simulate/interacting/settle.js";
import { type Case, inProcess } from "../harness.js";
import { cpp, python } from "../peers/external.js";
import { countsJs } from "../peers/interacting-counts-js.js";
import { walkersJs } from "../peers/interacting-walkers-js.js";

const sites = 480;
const width = 10;
const steps = 400;

/** Coefficients of the probabilities: right[0] + right[1] u, and left. */
const laws = {
  // Of burgers-walkers with its default parameters.
  "one way": { right: [0, 0.0125], left: [0, 0] },
  "both ways": { right: [0.2, 0.001], left: [0.2, 0.001] },
} as const;

/** Walkers per site, as even as can be. */
export function evenly(walkers: number): Uint32Array {
  return Uint32Array.from({ length: sites }, (_, i) => {
    return Math.floor(walkers / sites) + (i < walkers % sites ? 1 : 0);
  });
}

/** A case of `walkers` walkers; it checks itself that none is lost. */
function interactingCase(
  kernel: Kernel,
  name: keyof typeof laws,
  walkers: number,
  oneByOne: boolean,
): Case[] {
  const { right, left } = laws[name];
  const base = { sites, width, centred: false, ahead: 0 };
  const rule: JumpRule = { ...base, right, left };
  const prepared = prepareRule(kernel, rule, walkers);
  const stream = openStream(kernel, 1);
  const counts = kernel.arena.u32(prepared.room);
  counts.view.fill(0);
  counts.view.set(evenly(walkers));
  const each = kernel.arena.i32(oneByOne ? walkers : 0);
  if (oneByOne) settle(evenly(walkers), each.view);
  const run = oneByOne
    ? () => interactingWalkers(kernel, stream, each, counts, prepared, steps)
    : () => interactingCounts(kernel, stream, counts, prepared, steps);
  run();
  const sum = counts.view.reduce((total, count) => total + count, 0);
  if (sum !== walkers) throw new Error(`${sum} of ${walkers} walkers are left`);
  const kind = oneByOne ? "walkers" : "counts";
  const args = [walkers, steps, sites, width, ...right, ...left];
  const measured: Case = {
    name: `${walkers} interacting, ${name}, ${oneByOne ? "one by one" : "by counts"}`,
    unit: "jumps/s",
    work: walkers * steps,
    rounds: 5,
    run,
    peers: {
      js: inProcess((oneByOne ? walkersJs : countsJs)(walkers, steps, sites, width, right, left)),
      numpy: python("interacting.py", ["walkers", ...args]),
      cpp: cpp("interacting.cpp", [kind, ...args]),
    },
  };
  const tuned = { cpp: cpp("interacting-tuned.cpp", [kind, ...args]) };
  return [measured, { ...measured, name: `${measured.name}; C++ tuned by hand`, peers: tuned }];
}

export function interactingCases(kernel: Kernel): Case[] {
  const cases: Case[] = [];
  for (const law of Object.keys(laws) as (keyof typeof laws)[]) {
    for (const walkers of [2400, 250_000]) {
      cases.push(...interactingCase(kernel, law, walkers, false));
    }
  }
  for (const walkers of [2400, 250_000])
    cases.push(...interactingCase(kernel, "one way", walkers, true));
  return cases;
}
