/** What both forms of interacting walkers in plain JavaScript share: boxes, and a check of the jumps. */
export const two32 = 4294967296;
/** Coefficients of a probability: constant + slope u. */
export type Law = readonly [number, number];

/** Of all boxes: walkers, and their probabilities of right and left jumps. */
export interface Boxes {
  readonly width: number;
  readonly scale: number;
  readonly rightLaw: Law;
  readonly leftLaw: Law;
  readonly walkers: Uint32Array;
  readonly right: Float64Array;
  readonly left: Float64Array;
  /** Site at which the first box begins. */
  offset: number;
}

export function boxesOf(
  walkers: number,
  sites: number,
  width: number,
  right: Law,
  left: Law,
): Boxes {
  const boxes = sites / width;
  return {
    width,
    scale: boxes / (walkers - 1),
    rightLaw: right,
    leftLaw: left,
    walkers: new Uint32Array(boxes),
    right: new Float64Array(boxes),
    left: new Float64Array(boxes),
    offset: 0,
  };
}

/** Cuts the lattice into boxes from a random offset on; returns the largest count of a site. */
export function look(counts: Int32Array, boxes: Boxes): number {
  const { width, scale, rightLaw, leftLaw, walkers, right, left } = boxes;
  const sites = counts.length;
  const offset = Math.floor(Math.random() * width) | 0;
  let most = 0;
  boxes.offset = offset;
  for (let box = 0; box < right.length; box++) {
    const first = offset + box * width;
    const end = Math.min(first + width, sites);
    let sum = 0;
    for (let i = first; i < end; i++) {
      const n = counts[i];
      sum += n;
      if (n > most) most = n;
    }
    for (let i = first + width - sites - 1; i >= 0; i--) {
      const n = counts[i];
      sum += n;
      if (n > most) most = n;
    }
    const u = sum > 0 ? (sum - 1) * scale : 0;
    const r = Math.min(Math.max(rightLaw[0] + rightLaw[1] * u, 0), 1);
    walkers[box] = sum;
    right[box] = r;
    left[box] = Math.min(Math.max(leftLaw[0] + leftLaw[1] * u, 0), 1 - r);
  }
  return most;
}

/** Walkers per site, as even as can be. */
export function evenly(walkers: number, sites: number): Int32Array {
  return Int32Array.from({ length: sites }, (_, i) => {
    return Math.floor(walkers / sites) + (i < walkers % sites ? 1 : 0);
  });
}

export const total = (of: Int32Array) => of.reduce((sum, n) => sum + n, 0);

/** Of steps that are told of one by one: throws unless as many jump as the boxes let expect. */
export function jumpCheck(boxes: Boxes) {
  const excess = [0, 0];
  const variance = [0, 0];
  return {
    add(rights: number, lefts: number) {
      excess[0] += rights;
      excess[1] += lefts;
      for (const [way, p] of [boxes.right, boxes.left].entries()) {
        p.forEach((share, box) => {
          excess[way] -= boxes.walkers[box] * share;
          variance[way] += boxes.walkers[box] * share * (1 - share);
        });
      }
    },
    /** Within 6 standard errors. */
    finish() {
      if (excess.some((far, way) => Math.abs(far) > 6 * Math.sqrt(variance[way]) + 1e-9))
        throw new Error(`jumps beyond what is expected: ${excess}, variances ${variance}`);
    },
  };
}
