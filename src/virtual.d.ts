/** The browser's worker as the text of one classic script, without the kernels; made by the build. */
declare module "virtual:browser-worker" {
  const source: string;
  export default source;
}

/** Both builds of the kernels, joined as src/kernel/twins.ts draws it and deflated; made by the build. */
declare module "virtual:kernels" {
  const bytes: Uint8Array;
  export default bytes;
}
