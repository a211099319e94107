/** The thread of Node that serves tasks. */
import { parentPort } from "node:worker_threads";
import { serveTasks } from "./parallel/serve.js";
import { tasks } from "./tasks.js";

if (parentPort === null) throw new Error("This script runs as a worker thread only.");
const port = parentPort;
serveTasks(
  {
    post: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => port.on("message", listener),
  },
  tasks,
);
