import type { Kernel } from "../../../kernel/load.js";
import type { VirtualObservablesParameters } from "../parameters.js";
import { convolutionLaw } from "./convolution.js";
import { denseLaw } from "./dense.js";
import { fluxLaw } from "./flux.js";
import type { NamedArray, TransitionLaw } from "./law.js";
import { layerParameters } from "./layers.js";

type LawParameters = Pick<
  VirtualObservablesParameters,
  "law" | "hidden" | "layers" | "activation" | "reach"
>;

/** Factor on the last layer of a network that is the whole change: small, so that training begins near u' = u. */
const smallChange = 0.1;

/** Widths of the hidden layers. */
function hiddenWidths({ law, hidden, layers }: LawParameters, bins: number): number[] {
  const width = hidden > 0 ? hidden : law === "dense" ? bins : 16;
  return new Array<number>(layers).fill(width);
}

/** Linear flux coefficients g as a parameter. */
export function linearFlux(values: Float64Array): NamedArray {
  return { name: "law_flux", rows: 1, columns: values.length, values };
}

/**
 * A law with its first parameters.
 *
 * @param linear coefficients of the linear flux, [2 reach], for a flux law
 * @param network whether a flux law has a network; it begins at 0
 */
export function createLaw(
  kernel: Kernel,
  parameters: LawParameters,
  bins: number,
  seed: number,
  { linear, network }: { readonly linear: Float64Array; readonly network: boolean },
): TransitionLaw {
  const { law, activation, reach } = parameters;
  const hidden = hiddenWidths(parameters, bins);
  const common = { name: "law", activation, seed };
  switch (law) {
    case "dense": {
      const widths = [bins, ...hidden, bins];
      return denseLaw(
        layerParameters(kernel, { ...common, widths, lastScale: smallChange }),
        activation,
      );
    }
    case "convolution": {
      const widths = [1, ...hidden, 1];
      const taps = 2 * reach + 1;
      return convolutionLaw(
        layerParameters(kernel, { ...common, widths, taps, lastScale: smallChange }),
        activation,
        reach,
      );
    }
    case "flux": {
      const widths = [2 * reach, ...hidden, 1];
      const layers = network ? layerParameters(kernel, { ...common, widths, lastScale: 0 }) : [];
      return fluxLaw([linearFlux(linear), ...layers], activation, reach);
    }
  }
}
