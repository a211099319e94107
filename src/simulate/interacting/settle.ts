/**
 * The site of each walker for counts of sites, site after site.
 *
 * @param counts shape [site]
 * @param walkers filled, shape [walker]; as many as the counts sum to
 */
export function settle(counts: Uint32Array, walkers: Int32Array): void {
  let from = 0;
  for (const [site, count] of counts.entries()) {
    walkers.fill(site, from, from + count);
    from += count;
  }
}
