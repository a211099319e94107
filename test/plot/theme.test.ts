import { describe, expect, it } from "vitest";
import { colour, palette, type Role, type Theme, themed } from "../../src/plot/theme.js";

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each<Theme>(["light", "dark"])("the %s palette", (theme) => {
  const colours = palette[theme];

  it.each<Role>(["data", "model", "reference", "baseline"])("shows %s at 3:1 or more", (role) => {
    expect(contrast(colours[role], colours.background)).toBeGreaterThanOrEqual(3);
  });

  it.each<Role>(["data", "muted", "model", "baseline"])(
    "sets text in %s at 4.5:1 or more",
    (role) => {
      expect(contrast(colours[role], colours.background)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

describe("themed", () => {
  it("turns variables into the theme's colours", () => {
    const drawing = `<path stroke="${colour("model")}" fill="${colour("background")}"/>`;
    expect(themed(drawing, "light")).toBe('<path stroke="#0072B2" fill="#FFFFFF"/>');
    expect(themed(drawing, "dark")).toBe('<path stroke="#56B4E9" fill="#14171A"/>');
  });

  it("leaves other variables alone", () => {
    const drawing = '<path stroke="var(--other, #123456)"/>';
    expect(themed(drawing, "dark")).toBe(drawing);
  });
});
