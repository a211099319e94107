/** A compiled kernel, inlined by the bundler as its bytes, deflated. */
declare module "*.wasm" {
  const bytes: Uint8Array;
  export default bytes;
}
