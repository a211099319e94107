import type { Command } from "commander";
import { fieldModels } from "../models/field-registry.js";
import { models } from "../models/registry.js";
import { formatDefault, type Parameter, type ParameterTable } from "../parameters.js";
import { fieldSystems } from "../simulate/fields/registry.js";
import { systems } from "../simulate/registry.js";
import { version } from "../version.js";
import { setAction } from "./action.js";
import { addJson } from "./options.js";
import type { Outcome } from "./output.js";
import { formatTable, indent } from "./table.js";

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly parameters?: ParameterTable;
}

/** `walkers=2400`, with what it may be. */
function describeParameter([name, parameter]: [string, Parameter]): string[] {
  const given = `${name}=${formatDefault(parameter)}`;
  if (parameter.kind === "function")
    return [given, `${parameter.summary}, a function of ${parameter.of}`];
  if (parameter.kind === "choice") {
    return [given, `${parameter.summary} (${parameter.choices.join(", ")})`];
  }
  const unit = "unit" in parameter && parameter.unit ? ` [${parameter.unit}]` : "";
  return [given, `${parameter.summary}${unit}`];
}

function describeEntry({ name, summary, parameters = {} }: Entry): string {
  const rows = Object.entries(parameters).map(describeParameter);
  const table = formatTable([{ title: "" }, { title: "" }], rows);
  return `${name}: ${summary}${rows.length > 0 ? `\n${indent(table)}` : ""}`;
}

function section(title: string, entries: readonly Entry[]): string {
  const lines = entries.map(describeEntry).join("\n");
  return `${title}\n${indent(lines || "none")}`;
}

const plain = ({ name, summary, parameters }: Entry) => ({ name, summary, parameters });

async function list(): Promise<Outcome> {
  const { experiments } = await import("../experiments/registry.js");
  return {
    json: {
      version,
      systems: [...systems, ...fieldSystems].map(plain),
      models: models.map(plain),
      fieldModels: fieldModels.map(plain),
      experiments: experiments.map(plain),
    },
    text: [
      section("Systems (coarsegrain simulate <system>)", [...systems, ...fieldSystems]),
      section("Models of walkers (coarsegrain fit --model <model>)", models),
      section("Models of fields (coarsegrain fit --model <model>)", fieldModels),
      section("Experiments (coarsegrain reproduce <experiment>)", experiments),
    ].join("\n\n"),
  };
}

/** `coarsegrain list`. */
export function addList(program: Command): void {
  const command = program
    .command("list")
    .description("list systems, models and experiments, with their parameters for --set");
  addJson(command).addHelpText(
    "after",
    "\nExamples:\n  $ coarsegrain list\n  $ coarsegrain list --json",
  );
  setAction(command, list);
}
