import { parentPort } from "node:worker_threads";
import { serveTasks } from "../../src/parallel/serve.js";
import { die, refuse, sleep, twice } from "./thread-tasks.js";

serveTasks(
  {
    post: (message, transfer) => parentPort?.postMessage(message, transfer),
    onMessage: (listener) => parentPort?.on("message", listener),
  },
  [twice, refuse, die, sleep],
);
