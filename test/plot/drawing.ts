import { parseHTML } from "linkedom";

/** Reads a drawing back, for tests that count and measure. */
export function read(svg: string): SVGSVGElement {
  const { document } = parseHTML(`<!doctype html><html><body>${svg}</body></html>`);
  return document.querySelector("svg") as SVGSVGElement;
}

/** Panels of a figure. */
export function panelsOf(svg: string): Element[] {
  return [...read(svg).querySelectorAll("svg.cg-panel")];
}

/** Drawn shapes of a class: children of its groups. */
export function shapes(root: Element, className: string): Element[] {
  return [...root.querySelectorAll(`g.${className}`)].flatMap((group) => [...group.children]);
}

/** Vertices of a path of straight lines. */
export function vertices(path: Element): [number, number][] {
  const numbers = (path.getAttribute("d") ?? "").match(/-?[\d.]+/g)?.map(Number) ?? [];
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
}

/** Tick labels of an axis with their positions along it. */
export function ticks(panel: Element, axis: "x" | "y"): { text: string; at: number }[] {
  const labels = panel.querySelectorAll(`g[aria-label="${axis}-axis tick label"] text`);
  return [...labels].map((label) => {
    const place = /translate\(([-\d.]+),([-\d.]+)\)/.exec(label.getAttribute("transform") ?? "");
    return { text: label.textContent ?? "", at: Number(place?.[axis === "x" ? 1 : 2]) };
  });
}
