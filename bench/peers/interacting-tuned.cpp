// Interacting walkers in C++, tuned by hand for AVX-512: binomials of eight sites at once, counts as bytes.
// usage: interacting-tuned counts|walkers WALKERS STEPS SITES WIDTH RIGHT0 RIGHT1 LEFT0 LEFT1
// A walker jumps right with probability RIGHT0 + RIGHT1 u, left with LEFT0 + LEFT1 u; u is the density of
// the others in its box relative to even spread. Prints the seconds of one run.
#pragma GCC optimize("no-math-errno")
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>
#ifdef __AVX512BW__
#include <immintrin.h>
#endif

#include "xoshiro.hpp"

typedef uint8_t ubytes __attribute__((vector_size(64)));
typedef uint32_t eight __attribute__((vector_size(32)));
typedef double reals __attribute__((vector_size(64)));
typedef int64_t longs __attribute__((vector_size(64)));
typedef uint64_t ulongs __attribute__((vector_size(64)));

// Lanes of 8 bits where something holds.
#ifdef __AVX512BW__
typedef __mmask64 Where;
static inline Where less(ubytes a, ubytes b) { return _mm512_cmplt_epu8_mask((__m512i)a, (__m512i)b); }
static inline Where equal(ubytes a, ubytes b) { return _mm512_cmpeq_epu8_mask((__m512i)a, (__m512i)b); }
static inline void count(ubytes& n, Where w) {
  n = (ubytes)_mm512_mask_sub_epi8((__m512i)n, w, (__m512i)n, _mm512_set1_epi8(-1));
}
static inline uint64_t bitsOf(Where w) { return w; }
static inline int pending(longs mask) { return _mm512_movepi64_mask((__m512i)mask); }
#else
typedef ubytes Where;
static inline Where less(ubytes a, ubytes b) { return (Where)(a < b); }
static inline Where equal(ubytes a, ubytes b) { return (Where)(a == b); }
static inline void count(ubytes& n, Where w) { n -= w; }
static inline uint64_t bitsOf(Where w) {
  uint64_t bits = 0;
  for (int i = 0; i < 64; i++) bits |= uint64_t(w[i] & 1) << i;
  return bits;
}
static inline int pending(longs mask) {
  int bits = 0;
  for (int i = 0; i < 8; i++) bits |= int(mask[i] & 1) << i;
  return bits;
}
#endif

template <class V, class T>
static inline V loadFrom(const T* at) {
  V v;
  std::memcpy(&v, at, sizeof v);
  return v;
}
template <class V, class T>
static inline void storeTo(T* at, const V& v) {
  std::memcpy(at, &v, sizeof v);
}

static inline reals uniforms(Generator& g) {
  return (reals)(((ulongs)g.next() >> 12) | 0x3ff0000000000000ull) - (1 - 0x1p-53);
}

// e^x for -700 < x <= 0.
static inline reals expOf(reals x) {
  const double shift = 0x1.8p52;
  const reals whole = (x * 1.4426950408889634 + shift) - shift;
  const reals r = (x - whole * 0.693147180369123816) - whole * 1.90821492927058770e-10;
  reals sum = reals{} + 1. / 39916800;
  for (double c : {1. / 3628800, 1. / 362880, 1. / 40320, 1. / 5040, 1. / 720, 1. / 120, 1. / 24, 1. / 6, .5, 1., 1.})
    sum = sum * r + c;
  return (reals)((longs)sum + (__builtin_convertvector(whole, longs) << 52));
}

// log x for x > 0.
static inline reals logOf(reals x) {
  const longs bits = (longs)x - 0x3fe6a09e667f3bcd;
  const reals e = __builtin_convertvector(bits >> 52, reals);
  const reals m = (reals)((bits & 0xfffffffffffff) + 0x3fe6a09e667f3bcd);
  const reals s = (m - 1) / (m + 1), t = s * s;
  reals sum = reals{} + 1. / 19;
  for (double c : {17., 15., 13., 11., 9., 7., 5., 3., 1.}) sum = sum * t + 1 / c;
  return e * 0.6931471805599453 + 2 * s * sum;
}

#ifdef __AVX512F__
static inline reals rootOf(reals x) { return (reals)_mm512_mask_sqrt_pd((__m512d)x, 255, (__m512d)x); }
#else
static inline reals rootOf(reals x) {
  for (int i = 0; i < 8; i++) x[i] = std::sqrt(x[i]);
  return x;
}
#endif

// Words of the generator one after another.
struct Bits : Generator {
  uint64_t buffer[128];
  int used = 128;
  using Generator::Generator;
  inline uint64_t bits() {
    if (used == 128) {
      for (int i = 0; i < 16; i++) storeTo(buffer + 8 * i, next());
      used = 0;
    }
    return buffer[used++];
  }
  inline double uniform() { return (bits() >> 12) * 0x1p-52 + 0x1p-53; }
};

struct Law {
  double constant, slope;
  uint32_t threshold(double u) const {
    const double t = (constant + slope * u) * 4294967296.0 + .5;
    return t >= 4294967295.0 ? 4294967295u : t > 0 ? static_cast<uint32_t>(t) : 0;
  }
  bool never() const { return constant == 0 && slope == 0; }
};

static double reciprocal[256];
constexpr int factorials = 4096;
static double logFactorial[factorials];

// log k! less its leading terms.
static double rest(double k) {
  const double i = 1 / (k + 1), j = i * i;
  return i * (1. / 12 - j * (1. / 360 - j * (1. / 1260 - j * (1. / 1680 - j / 1188))));
}

// The binomial law of a jump at each site: q = p or, if that is smaller, 1 - p; its odds and log(1 - q).
struct Odds {
  std::vector<double> q, odds, logRest, logOdds;
  std::vector<int64_t> flip;
  void room(int n) {
    for (auto* row : {&q, &odds, &logRest, &logOdds}) row->assign(n, 0);
    flip.assign(n, 0);
  }
  // Of eight boxes: of thresholds t, as shares of `whole`.
  static void ofEight(const uint32_t* t, const uint32_t* taken, double out[4][8], int64_t over[8]) {
    alignas(64) double wanted[8], whole[8];
    for (int i = 0; i < 8; i++) wanted[i] = t[i], whole[i] = 4294967296.0 - (taken ? taken[i] : 0);
    const reals p = loadFrom<reals>(wanted) / loadFrom<reals>(whole);
    const reals q = p > .5 ? 1 - p : p, logRest = logOf(1 - q);
    const longs flip = p > .5;
    storeTo(out[0], q);
    storeTo(out[1], q / (1 - q));
    storeTo(out[2], logRest);
    storeTo(out[3], logOf(q > 1e-300 ? q : 1) - logRest);
    storeTo(over, flip);
  }
};

// Binomial numbers of many sites at once: inversion where the mean is below 10, else transformed
// rejection (Hormann 1993), of which the squeeze is tried for eight sites at once.
struct Binomials {
  std::vector<double> lateU, lateV;
  std::vector<int> lateAt;

  // Of two times eight sites, whose steps overlap; k is at most n.
  static void inversion(Generator& g, reals n[2], const Odds& law, int at, reals out[2]) {
    reals scale[2], odds[2], u[2], mass[2];
    longs k[2] = {};
    for (int h = 0; h < 2; h++) {
      odds[h] = loadFrom<reals>(&law.odds[at + 8 * h]);
      scale[h] = (n[h] + 1) * odds[h];
      u[h] = uniforms(g);
      mass[h] = expOf(n[h] * loadFrom<reals>(&law.logRest[at + 8 * h]));
    }
    for (int i = 1; i < 197; i += 4) {
#pragma GCC unroll 4
      for (int j = i; j < i + 4; j++) {
#pragma GCC unroll 2
        for (int h = 0; h < 2; h++) {
          k[h] -= u[h] > mass[h];
          u[h] -= mass[h];
          mass[h] *= scale[h] * reciprocal[j] - odds[h];
        }
      }
      if (pending((u[0] > mass[0]) | (u[1] > mass[1])) == 0) break;
    }
    for (int h = 0; h < 2; h++) {
      const reals few = __builtin_convertvector(k[h], reals);
      out[h] = few < n[h] ? few : n[h];
    }
  }

  // Whether k is taken, for n too large for the table; lhs is the log of the height.
  static bool accept(double lhs, double n, double m, double logOdds, double k) {
    const double d = k - m;
    return lhs <= (m + .5) * std::log1p(-d / (k + 1)) + (n - m + .5) * std::log1p(d / (n - k + 1)) +
                      d * (logOdds + std::log((n - k + 1) / (k + 1))) + (rest(m) - rest(k)) +
                      (rest(n - m) - rest(n - k));
  }

  // Sites that the squeeze has left open: the full test, with fresh numbers until all are taken.
  void settle(Generator& g, const uint32_t* n, const Odds& law, int lates, uint32_t* out) {
    for (bool fresh = false; lates > 0; fresh = true) {
      int left = 0;
      for (int first = 0; first < lates; first += 8) {
        alignas(64) double sizes[8], qs[8], logs[8], shift[8];
        for (int i = 0; i < 8; i++) {
          const int at = lateAt[std::min(first + i, lates - 1)];
          sizes[i] = n[at], qs[i] = law.q[at], logs[i] = law.logOdds[at];
        }
        const reals size = loadFrom<reals>(sizes), q = loadFrom<reals>(qs), mean = size * q;
        const reals spread = rootOf(mean * (1 - q));
        const reals b = 1.15 + 2.53 * spread, a = -.0873 + .0248 * b + .01 * q;
        const reals u = fresh ? uniforms(g) - .5 : loadFrom<reals>(&lateU[first]);
        const reals v = fresh ? uniforms(g) : loadFrom<reals>(&lateV[first]);
        const reals us = .5 - (u < 0 ? -u : u), place = (2 * a / us + b) * u + (mean + .5);
        const longs whole = __builtin_convertvector(place, longs), middle = __builtin_convertvector(mean + q, longs);
        const reals k = __builtin_convertvector(whole, reals), m = __builtin_convertvector(middle, reals);
        const reals lhs = logOf(v * (2.83 * b + 5.1) * spread * (us * us) / (b * (a + b * us * us)));
        const int inside = pending((place >= 0) & (k <= size));
        int large = 0;
        for (int i = 0; i < 8; i++) {
          shift[i] = 0;
          if (!(inside >> i & 1)) continue;
          const int64_t all = sizes[i], j = middle[i], l = whole[i];
          if (all < factorials)
            shift[i] = logFactorial[j] + logFactorial[all - j] - logFactorial[l] - logFactorial[all - l];
          else large |= 1 << i;
        }
        int taken = inside & pending(lhs <= (k - m) * loadFrom<reals>(logs) + loadFrom<reals>(shift));
        for (; large; large &= large - 1) {
          const int i = __builtin_ctz(large);
          taken = (taken & ~(1 << i)) | accept(lhs[i], size[i], m[i], logs[i], k[i]) << i;
        }
        for (int i = 0; i < std::min(8, lates - first); i++) {
          const int at = lateAt[first + i];
          if (!(taken >> i & 1)) lateAt[left++] = at;
          else out[at] = static_cast<uint32_t>(law.flip[at] ? n[at] - whole[i] : whole[i]);
        }
      }
      lates = left;
    }
  }

  // out[i] = how many of n[i] jump, for `count` sites, a multiple of 16.
  void draw(Bits& g, const uint32_t* n, const Odds& law, int count, uint32_t* out) {
    int lates = 0;
    for (int at = 0; at < count; at += 16) {
      reals sizes[2], few[2] = {}, invert[2];
      longs manies[2];
      for (int h = 0; h < 2; h++) {
        sizes[h] = __builtin_convertvector(loadFrom<eight>(n + at + 8 * h), reals);
        manies[h] = sizes[h] * loadFrom<reals>(&law.q[at + 8 * h]) >= 10;
        invert[h] = manies[h] ? 0 : sizes[h];
      }
      if ((pending(manies[0]) & pending(manies[1])) != 255) inversion(g, invert, law, at, few);
      for (int h = 0; h < 2; h++) lates = finish(g, law, at + 8 * h, sizes[h], manies[h], few[h], lates, out);
    }
    settle(g, n, law, lates, out);
  }

  // Tries the squeeze where the mean is large, and stores the numbers of eight sites. Returns how many are late.
  int finish(Generator& g, const Odds& law, int at, reals size, longs many, reals k, int lates, uint32_t* out) {
    if (pending(many) != 0) {
      const reals q = loadFrom<reals>(&law.q[at]), mean = size * q, spread = rootOf(mean * (1 - q));
      const reals b = 1.15 + 2.53 * spread, a = -.0873 + .0248 * b + .01 * q;
      const reals u = uniforms(g) - .5, v = uniforms(g);
      const reals us = .5 - (u < 0 ? -u : u);
      const longs whole = __builtin_convertvector((2 * a / us + b) * u + (mean + .5), longs);
      k = many ? __builtin_convertvector(whole, reals) : k;
      const int open = pending(many & ~((us >= .07) & (v * b <= .92 * b - 4.2)));
      alignas(64) double us8[8], vs8[8];
      storeTo(us8, u), storeTo(vs8, v);
      for (int i = 0; i < 8; i++) {
        lateAt[lates] = at + i, lateU[lates] = us8[i], lateV[lates] = vs8[i];
        lates += open >> i & 1;
      }
    }
    const longs kept = __builtin_convertvector(k, longs);
    const longs flip = loadFrom<longs>(&law.flip[at]), all = __builtin_convertvector(size, longs);
    storeTo(out + at, __builtin_convertvector(flip ? all - kept : kept, eight));
    return lates;
  }
};

// Counts are of 8 bits while none is above 84, so that no sum of three overflows, else of 32. Bytes have
// room for 64 before the first site and after the last.
struct Lattice {
  int sites, width, room;
  double scale;
  Law right, left;
  int offset = 0;
  bool small = false;
  std::vector<uint32_t> counts, goRight, goLeft, boxRight, boxLeft;
  std::vector<uint64_t> boxSum;
  std::vector<uint8_t> few, fewRight, fewLeft, rightEdge, leftEdge;
  Odds rightOdds, leftOdds;
  Binomials binomials;

  Lattice(int sites, int width, double scale, Law right, Law left)
      : sites(sites), width(width), room((sites + 63) / 64 * 64), scale(scale), right(right), left(left) {
    for (auto* row : {&counts, &goRight, &goLeft}) row->assign(room + 64, 0);
    for (auto* row : {&few, &fewRight, &fewLeft, &rightEdge, &leftEdge}) row->assign(2 * room + 192, 0);
    for (auto* row : {&boxRight, &boxLeft}) row->assign(sites / width + 8, 0);
    boxSum.assign(sites / width, 0);
    for (auto* odds : {&rightOdds, &leftOdds}) odds->room(room);
    for (auto* row : {&binomials.lateU, &binomials.lateV}) row->assign(room + 8, 0);
    binomials.lateAt.assign(room + 8, 0);
  }

  void chooseOffset(Bits& g) { offset = static_cast<int>((static_cast<unsigned __int128>(g.bits()) * width) >> 64); }

  void setBox(int b, uint64_t sum) {
    boxSum[b] = sum;
    const double u = (sum > 0 ? sum - 1 : 0) * scale;
    boxRight[b] = right.threshold(u);
    if (!left.never()) boxLeft[b] = std::min(left.threshold(u), ~boxRight[b]);
  }

  uint64_t sumOf(const uint32_t* at, int n) const {
    uint64_t sum = 0;
    for (int i = 0; i < n; i++) sum += at[i];
    return sum;
  }

  // Thresholds of every box, the last of which goes on at the start.
  void look(Bits& g) {
    chooseOffset(g);
    const int last = sites / width - 1;
    for (int b = 0; b < last; b++) setBox(b, sumOf(&counts[offset + b * width], width));
    setBox(last, sumOf(&counts[offset + last * width], width - offset) + sumOf(&counts[0], offset));
  }

  int boxOf(int site) const { return (site < offset ? site + sites - offset : site - offset) / width; }

  template <class F>
  void spread(F&& fill) {
    const int last = sites / width - 1;
    for (int b = 0; b < last; b++) fill(b, offset + b * width, width);
    fill(last, offset + last * width, width - offset);
    fill(last, 0, offset);
  }

  // n bytes, all at most 84, from `at` on; what is behind them is not looked at.
  static uint32_t sumBytes(const uint8_t* at, int n) {
    const uint64_t half = 0x00ff00ff00ff00ff;
    uint64_t sum = 0;
    for (int todo = n; todo > 0; todo -= 8, at += 8) {
      uint64_t w = loadFrom<uint64_t>(at);
      if (todo < 8) w &= (1ull << (8 * todo)) - 1;
      sum += (w & half) + ((w >> 8) & half);
    }
    return static_cast<uint32_t>((sum * 0x0001000100010001) >> 48);
  }

  void fillEdge(std::vector<uint8_t>& edge, int first, uint8_t value) {
    for (int i = 0; i < width; i += 64) storeTo(&edge[64 + first + i], ubytes{} + value);
  }

  void lookFew(Bits& g) {
    chooseOffset(g);
    const int last = sites / width - 1;
    std::memcpy(&few[64 + sites], &few[64], width);
    for (int b = 0; b <= last; b++) setBox(b, sumBytes(&few[64 + offset + b * width], width));
    std::memset(&few[64 + sites], 0, width);
    // Ascending, as each writes beyond its end.
    for (int i = 0; i < offset; i += 64) storeTo(&rightEdge[64 + i], ubytes{} + uint8_t(boxRight[last] >> 24));
    for (int b = 0; b <= last; b++) fillEdge(rightEdge, offset + b * width, boxRight[b] >> 24);
    if (left.never()) return;
    for (int i = 0; i < offset; i += 64) storeTo(&leftEdge[64 + i], ubytes{} + uint8_t(~boxLeft[last] >> 24));
    for (int b = 0; b <= last; b++) fillEdge(leftEdge, offset + b * width, ~boxLeft[b] >> 24);
  }

  // 8 bits a walker, held against both edges; 24 more for a tie.
  template <bool twoWays>
  void stepFew(Bits& g, int largest) {
    Generator h = static_cast<Generator&>(g);
    for (int at = 64; at < 64 + room; at += 64) {
      const ubytes n = loadFrom<ubytes>(&few[at]);
      const ubytes low = loadFrom<ubytes>(&rightEdge[at]), high = loadFrom<ubytes>(&leftEdge[at]);
      ubytes goes{}, comes{}, ties{}, highTies{};
      for (int k = 0; k < largest; k++) {
        const ubytes b = (ubytes)h.next();
        const Where there = less(ubytes{} + uint8_t(k), n);
        count(goes, less(b, low) & there);
        count(ties, equal(b, low) & there);
        if (twoWays) {
          count(comes, less(high, b) & there);
          count(highTies, equal(b, high) & there);
        }
      }
      storeTo(&fewRight[at], goes);
      if (twoWays) storeTo(&fewLeft[at], comes);
      const Where none = equal(twoWays ? ties | highTies : ties, ubytes{});
      for (uint64_t open = ~bitsOf(none); open; open &= open - 1) {
        const int i = __builtin_ctzll(open), box = boxOf(at - 64 + i);
        const uint32_t r = boxRight[box] & 0xffffff, l = boxLeft[box] & 0xffffff;
        // Both edges may lie in the same 256th.
        const bool joint = twoWays && low[i] == high[i];
        for (int t = ties[i]; t > 0; t--) {
          const uint32_t w = g.bits() & 0xffffff;
          if (w < r) fewRight[at + i]++;
          else if (joint && (~w & 0xffffff) < l) fewLeft[at + i]++;
        }
        if (!twoWays || joint) continue;
        for (int t = highTies[i]; t > 0; t--) fewLeft[at + i] += (~g.bits() & 0xffffff) < l;
      }
    }
    g.s0 = h.s0, g.s1 = h.s1, g.s2 = h.s2, g.s3 = h.s3;
  }

  template <bool twoWays>
  int moveFew() {
    fewRight[63] = fewRight[63 + sites];
    if (twoWays) fewLeft[64 + sites] = fewLeft[64];
    // What the first site beyond the lattice is about to get and lose.
    if (sites < room) few[64 + sites] = (twoWays ? fewLeft[64] : 0) - fewRight[63 + sites];
    ubytes most{};
    for (int at = 64; at < 64 + room; at += 64) {
      ubytes n = loadFrom<ubytes>(&few[at]) - loadFrom<ubytes>(&fewRight[at]) + loadFrom<ubytes>(&fewRight[at - 1]);
      if (twoWays) n += loadFrom<ubytes>(&fewLeft[at + 1]) - loadFrom<ubytes>(&fewLeft[at]);
      storeTo(&few[at], n);
      most = n > most ? n : most;
    }
    int largest = 0;
    for (int half = 32; half >= 8; half /= 2)
      for (int i = 0; i < half; i++) most[i] = std::max(most[i], most[i + half]);
    for (int i = 0; i < 8; i++) largest = std::max<int>(largest, most[i]);
    return largest;
  }

  void shrink() {
    for (int i = 0; i < sites; i++) few[64 + i] = static_cast<uint8_t>(counts[i]);
    for (int i = sites; i < room; i++) few[64 + i] = 0;
  }
  void widen() {
    for (int i = 0; i < sites; i++) counts[i] = few[64 + i];
  }

  // The law of jumps of every site from thresholds of the boxes, of those not among the first `taken`.
  void fillOdds(Odds& law, const uint32_t* t, const uint32_t* taken) {
    const int boxes = sites / width;
    for (int first = 0; first < boxes; first += 8) {
      double of[4][8];
      int64_t over[8];
      Odds::ofEight(t + first, taken ? taken + first : nullptr, of, over);
      for (int i = 0; i < std::min(8, boxes - first); i++) {
        const auto fill = [&](int from, int n) {
          std::fill_n(&law.q[from], n, of[0][i]);
          std::fill_n(&law.odds[from], n, of[1][i]);
          std::fill_n(&law.logRest[from], n, of[2][i]);
          std::fill_n(&law.logOdds[from], n, of[3][i]);
          std::fill_n(&law.flip[from], n, over[i]);
        };
        const bool last = first + i == boxes - 1;
        fill(offset + (first + i) * width, last ? width - offset : width);
        if (last) fill(0, offset);
      }
    }
  }

  void stepMany(Bits& g) {
    look(g);
    const bool oneWay = left.never();
    fillOdds(rightOdds, &boxRight[0], nullptr);
    if (!oneWay) fillOdds(leftOdds, &boxLeft[0], &boxRight[0]);
    binomials.draw(g, &counts[0], rightOdds, room, &goRight[0]);
    for (int i = 0; i < sites; i++) counts[i] -= goRight[i];
    if (!oneWay) {
      binomials.draw(g, &counts[0], leftOdds, room, &goLeft[0]);
      goLeft[sites] = goLeft[0];
      for (int i = 0; i < sites; i++) counts[i] += goLeft[i + 1] - goLeft[i];
    }
    counts[0] += goRight[sites - 1];
    for (int i = 1; i < sites; i++) counts[i] += goRight[i - 1];
  }

  // `seen` is called after each step.
  template <class F>
  void runCounts(Bits& g, int steps, F&& seen) {
    int largest = *std::max_element(counts.begin(), counts.begin() + sites);
    small = false;
    for (int k = 0; k < steps; k++) {
      if (largest <= 84) {
        if (!small) shrink();
        small = true;
        lookFew(g);
        if (left.never()) stepFew<false>(g, largest), largest = moveFew<false>();
        else stepFew<true>(g, largest), largest = moveFew<true>();
      } else {
        if (small) widen();
        small = false;
        stepMany(g);
        if (k % 16 == 15) largest = *std::max_element(counts.begin(), counts.begin() + sites);
      }
      seen();
    }
    if (small) widen();
  }

  void stepWalkers(Bits& g, std::vector<int32_t>& walkers) {
    look(g);
    spread([&](int b, int first, int n) {
      std::fill_n(&goRight[first], n, boxRight[b]);
      std::fill_n(&goLeft[first], n, boxLeft[b]);
    });
    const int boxes = sites / width;
    const uint32_t mostRight = *std::max_element(boxRight.begin(), boxRight.begin() + boxes) >> 24;
    const uint32_t mostLeft = *std::max_element(boxLeft.begin(), boxLeft.begin() + boxes) >> 24;
    if (mostRight + mostLeft < 32) jumpFew(g, walkers, mostRight, mostLeft);
    else jumpMany(g, walkers);
  }

  // 8 bits rule out all but those that could jump in the densest box.
  void jumpFew(Bits& g, std::vector<int32_t>& walkers, uint8_t mostRight, uint8_t mostLeft) {
    const ubytes low = ubytes{} + mostRight, high = ubytes{} + uint8_t(255 - mostLeft);
    const bool oneWay = left.never();
    const int n = static_cast<int>(walkers.size());
    for (int first = 0; first < n; first += 64) {
      const ubytes b = (ubytes)g.next();
      uint64_t open = ~bitsOf(less(low, b));
      if (!oneWay) open |= ~bitsOf(less(b, high));
      if (n - first < 64) open &= (1ull << (n - first)) - 1;
      uint8_t each[64];
      if (open) storeTo(each, b);
      for (; open; open &= open - 1) {
        const int i = __builtin_ctzll(open);
        const uint32_t w = uint32_t(each[i]) << 24 | (g.bits() & 0xffffff);
        const int from = walkers[first + i];
        int to = from + (w < goRight[from]) - (~w < goLeft[from]);
        to = to >= sites ? 0 : to < 0 ? sites - 1 : to;
        walkers[first + i] = to;
        counts[from]--, counts[to]++;
      }
    }
  }

  void jumpMany(Bits& g, std::vector<int32_t>& walkers) {
    const int n = static_cast<int>(walkers.size());
    alignas(64) static uint32_t buffer[1024];
    std::fill(counts.begin(), counts.end(), 0);
    for (int first = 0; first < n; first += 1024) {
      const int count = std::min(1024, n - first);
      for (int i = 0; i < count; i += 16) storeTo(buffer + i, g.next());
      int32_t* at = &walkers[first];
      for (int i = 0; i < count; i++) {
        const uint32_t w = buffer[i];
        int to = at[i] + (w < goRight[at[i]]) - (~w < goLeft[at[i]]);
        to = to >= sites ? 0 : to;
        to = to < 0 ? sites - 1 : to;
        at[i] = to;
      }
      for (int i = 0; i < count; i++) counts[at[i]]++;
    }
  }
};

// Whether as many jump as is to be expected from the walkers in the boxes, within 6 standard errors, and
// none is lost. Of counts, or of `each` unless it is empty.
static bool jumpsAsExpected(Lattice& lattice, Bits& g, int steps, std::vector<int32_t> each) {
  const int sites = lattice.sites;
  double excess[2] = {}, variance[2] = {};
  uint64_t walkers = 0;
  for (int s = 0; s < sites; s++) walkers += lattice.counts[s];
  bool fine = true;
  const auto expect = [&] {
    uint64_t inBoxes = 0;
    for (int b = 0; b < sites / lattice.width; b++) {
      inBoxes += lattice.boxSum[b];
      for (int way = 0; way < 2; way++) {
        const double p = (way ? lattice.boxLeft : lattice.boxRight)[b] * 0x1p-32;
        excess[way] -= lattice.boxSum[b] * p;
        variance[way] += lattice.boxSum[b] * p * (1 - p);
      }
    }
    fine &= inBoxes == walkers;
  };
  if (each.empty()) {
    lattice.runCounts(g, steps, [&] {
      for (int s = 0; s < sites; s++) {
        excess[0] += lattice.small ? lattice.fewRight[64 + s] : lattice.goRight[s];
        excess[1] += lattice.small ? lattice.fewLeft[64 + s] : lattice.goLeft[s];
      }
      expect();
    });
  } else {
    for (int k = 0; k < std::min(steps, 40); k++) {
      const std::vector<int32_t> before = each;
      std::vector<uint32_t> landed(sites);
      lattice.stepWalkers(g, each);
      for (size_t i = 0; i < each.size(); i++) {
        const int far = (each[i] - before[i] + sites) % sites;
        excess[0] += far == 1, excess[1] += far == sites - 1;
        fine &= far <= 1 || far == sites - 1;
        landed[each[i]]++;
      }
      fine &= std::equal(landed.begin(), landed.end(), lattice.counts.begin());
      expect();
    }
  }
  for (int way = 0; way < 2; way++) fine &= std::fabs(excess[way]) <= 6 * std::sqrt(variance[way]);
  if (!fine) std::fprintf(stderr, "jumps beyond what is expected: %g, %g; variances %g, %g\n", excess[0], excess[1], variance[0], variance[1]);
  return fine;
}

int main(int, char** argv) {
  const std::string kind = argv[1];
  const int walkers = std::atoi(argv[2]), steps = std::atoi(argv[3]);
  const int sites = std::atoi(argv[4]), width = std::atoi(argv[5]);
  for (int k = 1; k < 256; k++) reciprocal[k] = 1. / k;
  for (int k = 0; k < factorials; k++) logFactorial[k] = std::lgamma(k + 1.);
  const Law right{std::atof(argv[6]), std::atof(argv[7])}, left{std::atof(argv[8]), std::atof(argv[9])};
  Lattice lattice(sites, width, double(sites) / width / (walkers - 1), right, left);
  std::vector<int32_t> each;
  Bits g(1);
  const auto nothing = [] {};
  const auto settle = [&] {
    for (int s = 0; s < sites; s++) lattice.counts[s] = walkers / sites + (s < walkers % sites);
  };
  const auto place = [&] {
    each.clear();
    for (int s = 0; s < sites; s++) each.insert(each.end(), lattice.counts[s], s);
  };
  const auto walk = [&] {
    for (int k = 0; k < steps; k++) lattice.stepWalkers(g, each);
  };
  settle();
  if (kind == "walkers") place();
  if (!jumpsAsExpected(lattice, g, steps, each)) return 2;
  settle();
  const auto run = [&] {
    if (kind == "walkers") walk();
    else lattice.runCounts(g, steps, nothing);
  };
  run();
  using clock = std::chrono::steady_clock;
  const auto start = clock::now();
  int runs = 0;
  double elapsed = 0;
  do {
    run();
    runs++;
    elapsed = std::chrono::duration<double>(clock::now() - start).count();
  } while (elapsed < .1);
  uint64_t sum = 0;
  for (int s = 0; s < sites; s++) sum += lattice.counts[s];
  if (sum != static_cast<uint64_t>(walkers)) return 1;
  std::printf("%.9g\n", elapsed / runs);
}
