/** Interacting walkers one by one in plain JavaScript. */
import { type Boxes, boxesOf, evenly, jumpCheck, type Law, look } from "./interacting-boxes-js.js";
import { type Sfc32, sfc32 } from "./walkers-js.js";

/** Where jumps are rare: most bits miss what any site asks of them, and the walker is not looked at. */
function jumpRarely(
  each: Int32Array,
  counts: Int32Array,
  rightEdge: Int32Array,
  leftEdge: Int32Array,
  mostRight: number,
  leastLeft: number,
  state: Sfc32,
): void {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  const last = counts.length - 1;
  for (let i = 0; i < each.length; i++) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const w = t >>> 1;
    if (w >= mostRight && w <= leastLeft) continue;
    const from = each[i];
    let to = from;
    if (w < rightEdge[from]) to = from === last ? 0 : from + 1;
    else if (w > leftEdge[from]) to = from === 0 ? last : from - 1;
    each[i] = to;
    counts[from]--;
    counts[to]++;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** Where they are frequent: hardly a branch depends on the bits. */
function jumpOften(
  each: Int32Array,
  counts: Int32Array,
  rightEdge: Int32Array,
  leftEdge: Int32Array,
  state: Sfc32,
): void {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  const last = counts.length - 1;
  counts.fill(0);
  for (let i = 0; i < each.length; i++) {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    const w = t >>> 1;
    const from = each[i];
    let to = (from + ((w - rightEdge[from]) >>> 31) - ((leftEdge[from] - w) >>> 31)) | 0;
    if (to > last) to = 0;
    else if (to < 0) to = last;
    each[i] = to;
    counts[to]++;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** One step of walkers one by one, 31 bits each. */
function stepWalkersJs(
  each: Int32Array,
  counts: Int32Array,
  boxes: Boxes,
  rightEdge: Int32Array,
  leftEdge: Int32Array,
  state: Sfc32,
): void {
  const sites = counts.length;
  const half = 2 ** 31;
  look(counts, boxes);
  let mostRight = 0;
  let leastLeft = half - 1;
  for (let j = 0; j < sites; j++) {
    const box = Math.floor(j / boxes.width);
    const site = (boxes.offset + j) % sites;
    // Right below the first edge, left above the second.
    rightEdge[site] = Math.min(Math.round(boxes.right[box] * half), half - 1);
    leftEdge[site] = half - 1 - Math.min(Math.round(boxes.left[box] * half), half - 1);
    mostRight = Math.max(mostRight, rightEdge[site]);
    leastLeft = Math.min(leastLeft, leftEdge[site]);
  }
  if (mostRight + (half - leastLeft) < half / 8)
    jumpRarely(each, counts, rightEdge, leftEdge, mostRight | 0, leastLeft | 0, state);
  else jumpOften(each, counts, rightEdge, leftEdge, state);
}

/** A run of `steps` steps of walkers one by one, again and again. */
export function walkersJs(
  walkers: number,
  steps: number,
  sites: number,
  width: number,
  rightLaw: Law,
  leftLaw: Law,
): () => void {
  const counts = evenly(walkers, sites);
  const each = new Int32Array(walkers);
  let placed = 0;
  counts.forEach((count, site) => {
    each.fill(site, placed, placed + count);
    placed += count;
  });
  const boxes = boxesOf(walkers, sites, width, rightLaw, leftLaw);
  const rightEdge = new Int32Array(sites);
  const leftEdge = new Int32Array(sites);
  const state = sfc32(1);
  const check = jumpCheck(boxes);
  for (let step = 0; step < Math.min(steps, 20); step++) {
    const before = each.slice();
    stepWalkersJs(each, counts, boxes, rightEdge, leftEdge, state);
    const far = each.map((site, i) => (site - before[i] + sites) % sites);
    const jumped = (by: number) => far.reduce((sum, f) => sum + (f === by ? 1 : 0), 0);
    check.add(jumped(1), jumped(sites - 1));
  }
  check.finish();
  return () => {
    for (let step = 0; step < steps; step++)
      stepWalkersJs(each, counts, boxes, rightEdge, leftEdge, state);
    const left = new Uint32Array(sites);
    for (const site of each) left[site]++;
    if (left.some((count, site) => count !== counts[site])) throw new Error("walkers are lost");
  };
}
