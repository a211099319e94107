/** The browser's worker as the text of one classic script, without the kernels; made by the build. */
declare module "virtual:browser-worker" {
  const source: string;
  export default source;
}
