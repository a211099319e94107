/**
 * Joins the two builds of the kernels into one, as src/kernel/twins.ts draws it and takes it apart.
 *
 * @param {Uint8Array} scalar
 * @param {Uint8Array} simd
 */
export function joinTwins(scalar, simd) {
  const builds = [scalar, simd];
  const joined = new Uint8Array(8 + scalar.length + simd.length);
  const header = new DataView(joined.buffer);
  builds.forEach((build, i) => {
    header.setUint32(4 * i, build.length, true);
  });
  let at = 8;
  const append = (bytes) => {
    joined.set(bytes, at);
    at += bytes.length;
  };
  for (const build of builds) append(build.subarray(0, build.length >> 1));
  for (const build of builds) append(build.subarray(build.length >> 1));
  return joined;
}
