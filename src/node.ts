/** The package's entry for Node: the browser's entry, with files and threads. */
export * from "./index.js";
export { type ThreadOptions, threadExecutor } from "./parallel/threads.js";
