import { createRequire } from "node:module";
import { type RenderedImage, Resvg } from "@resvg/resvg-js";
import { palette, type Theme, themed } from "./theme.js";

const require = createRequire(import.meta.url);

/** The packaged font files, so that text appears on machines without fonts. */
function fontFiles(): string[] {
  return ["400Regular", "400Regular_Italic", "600SemiBold"].map((face) =>
    require.resolve(`@expo-google-fonts/open-sans/${face}/OpenSans_${face}.ttf`),
  );
}

/**
 * Renders a figure as PNG bytes. Node only. Only the packaged font is used, so that the same figure
 * gives the same picture on every machine.
 *
 * @param scale pixels of the picture per pixel of the figure
 */
export function renderPng(svg: string, theme: Theme = "light", scale = 2): Uint8Array {
  // The renderer knows the SVG value of image-rendering only; CSS would win over it.
  const drawing = themed(svg, theme).replaceAll(` style="image-rendering:pixelated"`, "");
  const image: RenderedImage = new Resvg(drawing, {
    background: palette[theme].background,
    fitTo: { mode: "zoom", value: scale },
    font: {
      loadSystemFonts: false,
      fontFiles: fontFiles(),
      defaultFontFamily: "Open Sans",
      sansSerifFamily: "Open Sans",
    },
  }).render();
  return new Uint8Array(image.asPng());
}
