/** The browser's worker as the text of one classic script, without the kernels; made by the build. */
declare module "virtual:browser-worker" {
  const source: string;
  export default source;
}

/** Both builds of the kernels, joined as src/kernel/twins.ts draws it, deflated, in base64. */
declare module "virtual:kernels" {
  const base64: string;
  export default base64;
}

/** The kernels of networks, deflated, in base64. */
declare module "virtual:network-kernels" {
  const base64: string;
  export default base64;
}

/** The kernels of fields, deflated, in base64. */
declare module "virtual:fields-kernels" {
  const base64: string;
  export default base64;
}
