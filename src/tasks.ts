import type { TaskTable } from "./parallel/executor.js";
import { simulationTask } from "./simulate/task.js";

/** Every task that a worker serves, one line each. */
export const tasks: TaskTable = [simulationTask];
