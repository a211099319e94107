/** The thread of Node that serves tasks. */
import { parentPort } from "node:worker_threads";
import { calibrationTask } from "./experiments/calibration/task.js";
import { serveTasks } from "./parallel/serve.js";
import { fieldTask } from "./simulate/fields/task.js";
import { tasks } from "./tasks.js";

if (parentPort === null) throw new Error("This script runs as a worker thread only.");
const port = parentPort;
serveTasks(
  {
    post: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => port.on("message", listener),
  },
  // Experiments and fields run in Node alone; a browser's worker does not carry them.
  [...tasks, calibrationTask, fieldTask],
);
