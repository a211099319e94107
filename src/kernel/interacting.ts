import { invalidData, invalidParameter } from "../errors.js";
import type { FunctionOfOne } from "../parameters.js";
import { checkSteps } from "./displacement-law.js";
import type { Kernel } from "./instantiate.js";
import type { Region } from "./memory.js";
import type { Stream } from "./random.js";

/**
 * How walkers of a periodic lattice jump, one site at a time. With u the density of the other walkers in
 * the box that a walker sees, relative to that of all of them spread evenly, it jumps to the right with
 * probability right(u) and to the left with left(u), else it stays.
 */
export interface JumpRule {
  readonly sites: number;
  /** Width of the box in sites. */
  readonly width: number;
  /** Whether every site has a box centred on it, of which for an even width the sites at both ends count by
   * half; else boxes side by side, from an offset that is drawn for each step, of which a walker sees the
   * one it is in. */
  readonly centred: boolean;
  /** For a jump to the right it sees the box of the site so far to the right, likewise to the left. */
  readonly ahead: number;
  /** Each must lie in [0, 1], and both together, for all u of 0 to sites / width. */
  readonly right: FunctionOfOne;
  readonly left: FunctionOfOne;
}

/** A {@link JumpRule} in a kernel's arena, for a number of walkers. */
export interface PreparedRule {
  /** Room for counts: whole sixteens of sites. */
  readonly room: number;
  readonly arguments: readonly [
    sites: number,
    width: number,
    centred: number,
    ahead: number,
    scale: number,
    rightAt: number,
    leftAt: number,
    scratchAt: number,
  ];
}

/** Coefficients without trailing zeros; or knots. */
function trimmed(values: FunctionOfOne): FunctionOfOne {
  let length = values.length;
  while (length > 0 && values[length - 1] === 0) length--;
  return length === values.length ? values : (values.slice(0, length) as FunctionOfOne);
}

/** Writes a function as assembly/jump-law.ts reads it. */
function functionAt(kernel: Kernel, given: FunctionOfOne): number {
  const values = trimmed(given);
  const isTable = Array.isArray(values[0]);
  const numbers = isTable
    ? [0, 1].flatMap((part) =>
        (values as readonly (readonly [number, number])[]).map((knot) => knot[part]),
      )
    : (values as readonly number[]);
  const region = kernel.arena.f64(1 + numbers.length);
  region.view.set(numbers, 1);
  const { buffer, byteOffset } = region.view;
  new Int32Array(buffer, byteOffset, 2).set([isTable ? 1 : 0, values.length]);
  return region.pointer;
}

function checkRule({ sites, width, centred, ahead }: JumpRule): void {
  const whole = (name: string, value: number, least: number, most: number) => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw invalidParameter(name, `an integer of ${least} to ${most}`, value);
  };
  whole("sites", sites, 2, 2 ** 24);
  whole("width", width, 1, Math.floor(sites / 2));
  whole("ahead", ahead, 0, sites - 1);
  if (!centred && sites % width !== 0) {
    throw invalidParameter("width", `a divisor of the ${sites} sites`, width);
  }
}

/**
 * Puts a rule into the kernel's arena. Probabilities are right to 2^-32. What the functions give outside
 * [0, 1] counts as 0 or 1.
 *
 * @param walkers number of walkers on the lattice, at most 2^32 - 1
 * @throws InvalidParameter
 */
export function prepareRule(kernel: Kernel, rule: JumpRule, walkers: number): PreparedRule {
  checkRule(rule);
  const { sites, width, centred, ahead } = rule;
  const room = 16 * Math.ceil(sites / 16);
  // The density that one other walker in the box means.
  const scale = walkers > 1 ? sites / width / (walkers - 1) : 0;
  const right = functionAt(kernel, rule.right);
  const left = functionAt(kernel, rule.left);
  const scratch = kernel.arena.u8(44 * room + 128);
  return {
    room,
    arguments: [sites, width, Number(centred), ahead, scale, right, left, scratch.pointer],
  };
}

function checkCounts(rule: PreparedRule, counts: Region<Uint32Array>): void {
  if (counts.length === rule.room) return;
  throw invalidData("counts of sites", `room for ${rule.room}`, `${counts.length}`);
}

/**
 * `steps` micro steps of the counts, at a cost that does not grow with the walkers: all walkers of a site
 * have the same probabilities, so the numbers that jump are binomial.
 *
 * @param counts walkers per site, shape [room]; 0 beyond the sites
 * @throws InvalidParameter, InvalidData
 */
export function interactingCounts(
  kernel: Kernel,
  stream: Stream,
  counts: Region<Uint32Array>,
  rule: PreparedRule,
  steps: number,
): void {
  checkCounts(rule, counts);
  checkSteps(steps);
  kernel.call.interactingCounts(stream.pointer, counts.pointer, steps, ...rule.arguments);
}

/**
 * `steps` micro steps of walkers one by one: the law of {@link interactingCounts}, and each walker can be
 * followed.
 *
 * @param walkers the site of each, shape [walker]
 * @param counts walkers per site, shape [room], kept up to date
 * @throws InvalidParameter, InvalidData
 */
export function interactingWalkers(
  kernel: Kernel,
  stream: Stream,
  walkers: Region<Int32Array>,
  counts: Region<Uint32Array>,
  rule: PreparedRule,
  steps: number,
): void {
  checkCounts(rule, counts);
  checkSteps(steps);
  kernel.call.interactingWalkers(
    stream.pointer,
    walkers.pointer,
    walkers.length,
    counts.pointer,
    steps,
    ...rule.arguments,
  );
}
