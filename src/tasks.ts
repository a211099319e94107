import type { TaskTable } from "./parallel/executor.js";
import { simulationTask } from "./simulate/task.js";

/** Every task that any worker serves, one line each. */
export const tasks: TaskTable = [simulationTask];
