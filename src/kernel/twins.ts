import { corruptFile } from "../errors.js";

/** The two builds of the kernels, each a WASM file. */
export interface Twins {
  readonly scalar: Uint8Array<ArrayBuffer>;
  readonly simd: Uint8Array<ArrayBuffer>;
}

/** Two lengths, each a uint32 with its lowest byte first. */
const headerBytes = 8;

/**
 * Takes apart the two builds, which the package carries as one:
 *
 *     | length of | length of | scalar,    | SIMD,      | scalar,  | SIMD,    |
 *     | scalar    | SIMD      | first half | first half | the rest | the rest |
 *
 * Most functions are the same bytes in both builds. Deflated in this order, the second of each pair costs
 * next to nothing; one whole build after the other would not do, because deflate finds what is repeated
 * only within 32 KiB.
 *
 * @throws CorruptFile if there are more or fewer bytes than the lengths say
 */
export function separateTwins(joined: Uint8Array): Twins {
  const header = new DataView(joined.buffer, joined.byteOffset, joined.byteLength);
  const lengthAt = (at: number) => (joined.length < headerBytes ? 0 : header.getUint32(at, true));
  const lengths = [lengthAt(0), lengthAt(4)];
  const expected = headerBytes + lengths[0] + lengths[1];
  if (joined.length !== expected) {
    throw corruptFile(
      "The kernels in the package",
      `${expected} bytes`,
      `${joined.length}`,
      "Install the package again.",
    );
  }
  const [scalar, simd] = lengths.map((length) => new Uint8Array(length));
  let from = headerBytes;
  const take = (build: Uint8Array, start: number, end: number) => {
    build.set(joined.subarray(from, from + end - start), start);
    from += end - start;
  };
  for (const build of [scalar, simd]) take(build, 0, build.length >> 1);
  for (const build of [scalar, simd]) take(build, build.length >> 1, build.length);
  return { scalar, simd };
}
