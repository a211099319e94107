/** Compiles a module that the package carries deflated, as base64. */
export async function compileDeflated(text: string): Promise<WebAssembly.Module> {
  const deflated = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([deflated]).stream();
  const inflated = new Response(stream.pipeThrough(new DecompressionStream("deflate-raw")));
  return WebAssembly.compile(await inflated.arrayBuffer());
}
