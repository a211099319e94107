/**
 * Colours by role. Figures are drawn with CSS variables and light fallbacks, so that one drawing inside
 * a page follows its reader's scheme; {@link themed} fixes them for files that stand alone.
 */

/** Light or dark surroundings. */
export type Theme = "light" | "dark";

/** What a colour stands for; never a decoration. */
export type Role =
  | "background"
  | "data"
  | "model"
  | "reference"
  | "baseline"
  | "muted"
  | "hairline";

/** Each role's colours. Roles that carry data have a contrast of at least 3 with the background. */
export const palette: { readonly [theme in Theme]: { readonly [role in Role]: string } } = {
  light: {
    background: "#FFFFFF",
    data: "#1F2328",
    model: "#0072B2",
    reference: "#D55E00",
    baseline: "#8B3A75",
    muted: "#57606A",
    hairline: "#C4CAD1",
  },
  dark: {
    background: "#14171A",
    data: "#E6E8EA",
    model: "#56B4E9",
    reference: "#E69F00",
    baseline: "#C86BA6",
    muted: "#A3ACB5",
    hairline: "#424A52",
  },
};

/** Line styles by role, so that no figure needs its colours to be read. */
export const dash = { reference: "5 3", baseline: "1.5 2.5" } as const;

/** Line styles of up to three lines of one role, told apart in a key. */
export const seriesDash = ["2 2", "8 2.5", ""] as const;

/** Font of every figure; the packaged one stands in where there are no system fonts. */
export const fontFamily = "system-ui, 'Open Sans', sans-serif";

/** The colour of a role as a CSS value that falls back to the light theme. */
export function colour(role: Role): string {
  return `var(--cg-${role}, ${palette.light[role]})`;
}

/** Declarations of all colour variables of a theme, for a style sheet. */
export function colourVariables(theme: Theme): string {
  return Object.entries(palette[theme])
    .map(([role, value]) => `--cg-${role}: ${value};`)
    .join(" ");
}

/** Replaces the colour variables of a drawing by the plain colours of a theme. */
export function themed(svg: string, theme: Theme): string {
  return svg.replace(/var\(--cg-([a-z]+),\s*#[0-9A-Fa-f]{6}\)/g, (whole, role: string) =>
    Object.hasOwn(palette[theme], role) ? palette[theme][role as Role] : whole,
  );
}
