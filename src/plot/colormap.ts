/** Colour maps of space-time figures: readable in grey and by colour-blind readers. */

/** Red, green and blue, 0..255. */
export type Rgb = readonly [number, number, number];

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

/** cividis at 0 ≤ t ≤ 1 (Nunez, Anderton & Renslow 2018), by a polynomial fit to the published table. */
export function cividis(t: number): Rgb {
  return [
    byte(-4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))))),
    byte(32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))))),
    byte(81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))))),
  ];
}

/** Dark blue, blue, near-white at ½, vermilion, dark vermilion: equal lightness at equal distance. */
const divergingStops: readonly Rgb[] = [
  [0, 56, 101],
  [30, 130, 190],
  [245, 245, 243],
  [222, 110, 40],
  [116, 38, 0],
];

/** A diverging map at 0 ≤ t ≤ 1, neutral at ½. */
export function diverging(t: number): Rgb {
  const place = Math.max(0, Math.min(1, t)) * (divergingStops.length - 1);
  const index = Math.min(divergingStops.length - 2, Math.floor(place));
  const [a, b] = [divergingStops[index], divergingStops[index + 1]];
  const mix = (k: 0 | 1 | 2) => byte(a[k] + (b[k] - a[k]) * (place - index));
  return [mix(0), mix(1), mix(2)];
}
