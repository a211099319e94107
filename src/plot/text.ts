/** Text in figures and reports: escaping, and the little mathematics that labels need. */

const entities: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that XML 1.0 forbids even when escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Escapes text for element content and for quoted attributes of HTML and SVG alike. */
export function escapeText(text: string): string {
  return text.replace(forbidden, "").replace(/[&<>"']/g, (character) => entities[character]);
}

/** A piece of a label, set upright or italic (a variable), on the line or as a script. */
export interface Span {
  readonly text: string;
  readonly italic: boolean;
  readonly script: "none" | "super" | "sub";
}

/** The pieces of a script: single letters are variables, as in the index j−1, and so are coordinates in a row, as in u_xx. */
function scriptSpans(text: string, script: "super" | "sub"): Span[] {
  const pieces = text.split(/((?<![a-z])(?:[a-z]|[xyz]+)(?![a-z]))/);
  return pieces
    .map((piece, i) => ({ text: piece, italic: i % 2 === 1, script }))
    .filter((span) => span.text !== "");
}

/**
 * Splits a label written with `*x*` for variables, `^{2}` and `_{j}` for super- and subscripts.
 *
 * @example
 * spans("*D* (m^{2}/s)") // D italic, " (m", "2" raised, "/s)"
 */
export function spans(label: string): readonly Span[] {
  const found: Span[] = [];
  const plain = (text: string) => {
    if (text !== "") found.push({ text, italic: false, script: "none" });
  };
  let rest = 0;
  for (const match of label.matchAll(/\*([^*]+)\*|\^\{([^}]*)\}|_\{([^}]*)\}/g)) {
    plain(label.slice(rest, match.index));
    if (match[1] !== undefined) found.push({ text: match[1], italic: true, script: "none" });
    else if (match[2] !== undefined) found.push(...scriptSpans(match[2], "super"));
    else found.push(...scriptSpans(match[3], "sub"));
    rest = match.index + match[0].length;
  }
  plain(label.slice(rest));
  return found;
}

/** Where a script stands and how large it is, in ems of the line. */
const scripts = {
  none: { rise: 0, size: 1 },
  super: { rise: -0.4, size: 0.75 },
  sub: { rise: 0.22, size: 0.75 },
} as const;

/** A label as the content of an SVG text element. */
export function svgText(label: string): string {
  let position = 0;
  let content = "";
  for (const { text, italic, script } of spans(label)) {
    const { rise, size } = scripts[script];
    // dy counts in ems of the span's own size.
    const dy = (rise - position) / size;
    const attributes =
      (dy === 0 ? "" : ` dy="${Number(dy.toFixed(3))}em"`) +
      (size === 1 ? "" : ` font-size="75%"`) +
      (italic ? ` font-style="italic"` : "");
    content +=
      attributes === "" ? escapeText(text) : `<tspan${attributes}>${escapeText(text)}</tspan>`;
    position = rise;
  }
  return content;
}

const scriptTags = { super: "sup", sub: "sub" } as const;

/** A label as HTML. A number and its percent sign stay on one line. */
export function htmlText(label: string): string {
  return spans(label)
    .map(({ text, italic, script }) => {
      const escaped = escapeText(text).replace(/(\d) %/g, "$1\u00A0%");
      const set = italic ? `<i>${escaped}</i>` : escaped;
      return script === "none" ? set : `<${scriptTags[script]}>${set}</${scriptTags[script]}>`;
    })
    .join("");
}

/** A label without its markup. */
export function plainText(label: string): string {
  return spans(label)
    .map(({ text }) => text)
    .join("");
}

/** Width of a label in pixels, as wide as the widest of the usual sans-serif fonts sets it. */
export function textWidth(label: string, size: number): number {
  let ems = 0;
  for (const { text, script } of spans(label)) {
    const scale = scripts[script].size;
    for (const character of text) {
      ems +=
        scale *
        (/[fijlrt .,:;|'()[\]!]/.test(character) ? 0.37 : /[MWmw%@]/.test(character) ? 0.93 : 0.62);
    }
  }
  return ems * size;
}

/** A number with a true minus sign, to `digits` significant digits, without trailing zeros. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "–";
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/** A count with its noun, "1 simulation", "200 simulations". */
export function formatCount(count: number, noun: string): string {
  return `${formatNumber(count, 6)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A fraction as a percentage, "95 %". */
export function formatLevel(level: number): string {
  return `${formatNumber(100 * level, 4)} %`;
}
