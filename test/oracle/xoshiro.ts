/** Plain streams of random bits: xoshiro128++ in four lanes, seeded by SplitMix64 in BigInt. */

const mask64 = (1n << 64n) - 1n;
const golden = 0x9e3779b97f4a7c15n;

function mix(value: bigint): bigint {
  let z = value & mask64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask64;
  return z ^ (z >> 31n);
}

function rotateLeft(x: number, k: number): number {
  return ((x << k) | (x >>> (32 - k))) >>> 0;
}

/** One xoshiro128++ generator (Blackman & Vigna 2021). */
export class Xoshiro128 {
  readonly #s: Uint32Array;

  constructor(state: ArrayLike<number>) {
    this.#s = Uint32Array.from(state);
  }

  next(): number {
    const s = this.#s;
    const result = (rotateLeft((s[0] + s[3]) >>> 0, 7) + s[0]) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotateLeft(s[3], 11);
    return result;
  }
}

/** The stream of (seed, a, b): each block is one number of each of four lanes. */
export class ReferenceStream {
  readonly #lanes: Xoshiro128[];

  constructor(seed: number, a = 0, b = 0) {
    let h = mix(BigInt(seed) + golden);
    h = mix((h ^ BigInt(a)) + golden);
    h = mix((h ^ BigInt(b)) + golden);
    this.#lanes = Array.from({ length: 4 }, () => {
      const low = mix(h + golden);
      h += 2n * golden;
      const high = mix(h);
      const words = [low, low >> 32n, high, high >> 32n];
      return new Xoshiro128(words.map((word) => Number(word & 0xffffffffn)));
    });
  }

  /** Four u32. */
  block(): number[] {
    return this.#lanes.map((lane) => lane.next());
  }

  /** Two uniforms on (0, 1). */
  uniforms(): [number, number] {
    const [w0, w1, w2, w3] = this.block();
    return [uniform(w0, w1), uniform(w2, w3)];
  }
}

function uniform(low: number, high: number): number {
  const bits = (BigInt(high) << 32n) | BigInt(low);
  return (Number(bits >> 12n) + 0.5) / 2 ** 52;
}
