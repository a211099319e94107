/** Places of labels in ascending order, moved apart where they would touch; shape as given. */
export function spreadApart(places: readonly number[], least: number, bottom?: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const moved = [...places];
  order.forEach((i, k) => {
    if (k > 0) moved[i] = Math.max(moved[i], moved[order[k - 1]] + least);
  });
  if (bottom === undefined) return moved;
  // What was pushed out at the bottom goes back, and pushes the others up.
  order.toReversed().forEach((i, k, reversed) => {
    moved[i] = Math.min(moved[i], k === 0 ? bottom : moved[reversed[k - 1]] - least);
  });
  return moved;
}
