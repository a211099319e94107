// Numbers of other walkers near each site of a periodic lattice: what a walker there sees.
//
// A box is `width` sites wide. Either the lattice is cut into boxes from a random offset on (a histogram),
// and a site sees the box it lies in:
//
//     offset     width
//     ...|---------|---------|---------|...
//
// or every site has a box centred on it; for an even width the sites at both ends count by half.
// A walker that looks `ahead` sees what the site so far along sees. It never counts itself.

/** Whole number uniform on [0, n) from the four words at `block`; -1 if they cannot tell (Lemire 2019). */
export function pick(block: usize, n: u32): i32 {
  const least: u32 = (0 - n) % n;
  for (let i: usize = 0; i < 16; i += 4) {
    const product = <u64>load<u32>(block + i) * <u64>n;
    if (<u32>product >= least) return <i32>(product >> 32);
  }
  return -1;
}

/** Sum of n counts, u32. */
// @ts-ignore: decorator
@inline
function total(at: usize, n: i32): u64 {
  let sum: u64 = 0;
  const end = at + ((<usize>n) << 2);
  for (; at < end; at += 4) sum += <u64>load<u32>(at);
  return sum;
}

/**
 * sums[b] = walkers in box b, f64. Box b begins at site offset + b width; the last goes on at the start of
 * the lattice.
 */
export function sumBoxes(counts: usize, sites: i32, width: i32, offset: i32, sums: usize): void {
  const last = sites / width - 1;
  for (let b = 0; b < last; b++) {
    const from = counts + ((<usize>(offset + b * width)) << 2);
    store<f64>(sums + ((<usize>b) << 3), <f64>total(from, width));
  }
  const rest = total(counts + ((<usize>(offset + last * width)) << 2), width - offset);
  store<f64>(sums + ((<usize>last) << 3), <f64>(rest + total(counts, offset)));
}

/** out[i] = others in the box that site i + ahead lies in, f64, from the sums of the boxes. */
export function countInBoxes(
  sums: usize, sites: i32, width: i32, offset: i32, ahead: i32, out: usize,
): void {
  let own = sites - offset;
  let seen = ((own + ahead) % sites + sites) % sites;
  own %= sites;
  for (let i = 0; i < sites; i++) {
    const box = seen / width;
    const others = load<f64>(sums + ((<usize>box) << 3)) - f64(box == own / width);
    store<f64>(out + ((<usize>i) << 3), select<f64>(others, 0, others > 0));
    own = own + 1 == sites ? 0 : own + 1;
    seen = seen + 1 == sites ? 0 : seen + 1;
  }
}

/** out[i] = others in the box centred on site i + ahead, f64. */
export function countCentred(counts: usize, sites: i32, width: i32, ahead: i32, out: usize): void {
  const half = width >> 1;
  const ends: f64 = width & 1 ? 1 : 0.5;
  const distance = min(abs(ahead), sites - abs(ahead));
  const self: f64 = distance < half ? 1 : distance == half ? ends : 0;
  // The sum of the sites from `first` to `last`, which moves along; of its ends a part counts.
  let first = ((ahead - half) % sites + sites) % sites;
  let last = first;
  let sum: f64 = 0;
  for (let k = 0; k <= 2 * half; k++) {
    sum += <f64>load<u32>(counts + ((<usize>last) << 2));
    if (k < 2 * half) last = last + 1 == sites ? 0 : last + 1;
  }
  for (let i = 0; i < sites; i++) {
    const low = <f64>load<u32>(counts + ((<usize>first) << 2));
    const high = <f64>load<u32>(counts + ((<usize>last) << 2));
    const seen = sum - (1 - ends) * (low + high) - self;
    store<f64>(out + ((<usize>i) << 3), select<f64>(seen, 0, seen > 0));
    first = first + 1 == sites ? 0 : first + 1;
    last = last + 1 == sites ? 0 : last + 1;
    sum += <f64>load<u32>(counts + ((<usize>last) << 2)) - low;
  }
}
