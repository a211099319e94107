/** The worker of a browser that serves tasks. It carries no kernels: the page posts them. */
import { serveTasks } from "./parallel/serve.js";
import { tasks } from "./tasks.js";

serveTasks(
  {
    // The types in force are a page's; of a worker's own postMessage they know the second form alone.
    post: (message, transfer) => globalThis.postMessage(message, { transfer }),
    onMessage: (listener) => globalThis.addEventListener("message", ({ data }) => listener(data)),
  },
  tasks,
);
