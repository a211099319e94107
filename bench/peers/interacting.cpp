// Interacting walkers in C++ with vectors of 64 bytes.
// usage: interacting counts|walkers WALKERS STEPS SITES WIDTH RIGHT0 RIGHT1 LEFT0 LEFT1
// A walker jumps right with probability RIGHT0 + RIGHT1 u, left with LEFT0 + LEFT1 u; u is the density of
// the others in its box relative to even spread. Prints the seconds of one run.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "xoshiro.hpp"

// Words of the generator one after another.
struct Bits : Generator {
  uint64_t buffer[128];
  int used = 128;
  using Generator::Generator;
  inline uint64_t bits() {
    if (used == 128) {
      for (int i = 0; i < 16; i++) {
        const words w = next();
        std::memcpy(buffer + 8 * i, &w, 64);
      }
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

// Draws Binomial(n, t 2^-32); keeps what depends on t alone.
struct Binomial {
  uint32_t kept = 0;
  double q = 0, odds = 0, logRest = 0;
  static double rest(double k) {
    static const double table[10] = {
        0.08106146679532726, 0.04134069595540929, 0.02767792568499834, 0.02079067210376509,
        0.01664469118982119, 0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
        0.009255462182712733, 0.008330563433362871};
    if (k < 10) return table[static_cast<int>(k)];
    const double i = 1 / (k + 1), j = i * i;
    return i * (1. / 12 - j * (1. / 360 - j * (1. / 1260 - j * (1. / 1680 - j / 1188))));
  }
  double inversion(Bits& g, double n) {
    const double scale = (n + 1) * odds;
    for (;;) {
      double u = g.uniform(), mass = std::exp(n * logRest);
      for (int k = 0; k < 200 && k <= n; k++) {
        if (u <= mass) return k;
        u -= mass;
        mass *= scale * reciprocal[k + 1] - odds;
      }
    }
  }
  double rejection(Bits& g, double n) {
    const double spread = std::sqrt(n * q * (1 - q)), b = 1.15 + 2.53 * spread;
    const double a = -.0873 + .0248 * b + .01 * q, c = n * q + .5, vr = .92 - 4.2 / b;
    for (;;) {
      const double u = g.uniform() - .5, v = g.uniform(), us = .5 - std::fabs(u);
      const double k = std::floor((2 * a / us + b) * u + c);
      if (us >= .07 && v <= vr) return k;
      if (k < 0 || k > n) continue;
      const double m = std::floor((n + 1) * q), d = k - m;
      const double height = v * (2.83 + 5.1 / b) * spread / (a / (us * us) + b);
      if (std::fabs(d) <= 20) {
        double rise = 1, fall = 1;
        for (double i = std::min(m, k) + 1; i <= std::max(m, k); i++) rise *= (n - i + 1) * q, fall *= i * (1 - q);
        if (k > m ? height * fall <= rise : height * rise <= fall) return k;
        continue;
      }
      const double ratio = (m + .5) * std::log1p(-d / (k + 1)) +
                           (n - m + .5) * std::log1p(d / (n - k + 1)) +
                           d * std::log(q * (n - k + 1) / ((1 - q) * (k + 1))) +
                           (rest(m) - rest(k)) + (rest(n - m) - rest(n - k));
      if (std::log(height) <= ratio) return k;
    }
  }
  uint32_t draw(Bits& g, uint32_t n, uint32_t t) {
    if (n == 0 || t == 0) return 0;
    const bool flip = t > 0x80000000u;
    if (t != kept) {
      kept = t;
      q = (flip ? 4294967296.0 - t : t) * 0x1p-32;
      odds = q / (1 - q);
      logRest = std::log1p(-q);
    }
    const double k = n * q < 10 ? inversion(g, n) : rejection(g, n);
    return static_cast<uint32_t>(flip ? n - k : k);
  }
};

struct Lattice {
  int sites, width, room;
  double scale;
  Law right, left;
  std::vector<uint32_t> counts, goRight, goLeft, rightEdge, leftEdge;
  Binomial rightDraw, leftDraw;

  // Thresholds of every site, box by box.
  void look(Bits& g) {
    const int offset = static_cast<int>((static_cast<unsigned __int128>(g.bits()) * width) >> 64);
    const int boxes = sites / width;
    const bool oneWay = left.never();
    for (int b = 0; b < boxes; b++) {
      const int first = offset + b * width, inside = b + 1 < boxes ? width : width - offset;
      uint64_t sum = 0;
      for (int i = 0; i < inside; i++) sum += counts[first + i];
      for (int i = 0; i < width - inside; i++) sum += counts[i];
      const double u = (sum > 0 ? sum - 1 : 0) * scale;
      const uint32_t r = right.threshold(u);
      std::fill_n(&rightEdge[first], inside, r);
      std::fill_n(&rightEdge[0], width - inside, r);
      if (oneWay) continue;
      const uint32_t l = std::min(left.threshold(u), ~r);
      std::fill_n(&leftEdge[first], inside, l);
      std::fill_n(&leftEdge[0], width - inside, l);
    }
  }

  template <bool twoWays>
  void oneByOne(Bits& g, int at, int largest) {
    bytes n, rightByte, leftByte, served{}, right{}, left{}, ties{};
    alignas(64) uint8_t buffer[64];
    for (int i = 0; i < 64; i++) buffer[i] = static_cast<uint8_t>(counts[at + i]);
    std::memcpy(&n, buffer, 64);
    for (int i = 0; i < 64; i++) buffer[i] = static_cast<uint8_t>((rightEdge[at + i] >> 24) ^ 128);
    std::memcpy(&rightByte, buffer, 64);
    if (twoWays) {
      for (int i = 0; i < 64; i++) buffer[i] = static_cast<uint8_t>((~leftEdge[at + i] >> 24) ^ 128);
      std::memcpy(&leftByte, buffer, 64);
    }
    Generator h = static_cast<Generator&>(g);
    for (int k = 0; k < largest; k++) {
      const bytes b = reinterpret_cast<bytes>(h.next());
      const bytes there = (bytes)(n > served);
      served += 1;
      right -= (bytes)(b < rightByte) & there;
      bytes tie = (bytes)(b == rightByte);
      if (twoWays) {
        left -= (bytes)(b > leftByte) & there;
        tie |= (bytes)(b == leftByte);
      }
      ties -= tie & there;
    }
    g.s0 = h.s0, g.s1 = h.s1, g.s2 = h.s2, g.s3 = h.s3;
    alignas(64) int8_t out[3][64];
    std::memcpy(out[0], &right, 64);
    std::memcpy(out[1], &left, 64);
    std::memcpy(out[2], &ties, 64);
    uint64_t any[8];
    std::memcpy(any, &ties, 64);
    for (int word = 0; word < 8; word++) {
      if (any[word] == 0) continue;
      for (int i = 8 * word; i < 8 * word + 8; i++) {
        const uint32_t r = rightEdge[at + i], l = twoWays ? leftEdge[at + i] : 0;
        const bool joint = twoWays && r >> 24 == ~l >> 24;
        for (int t = 0; t < out[2][i]; t++) {
          const uint64_t w = g.bits();
          const uint32_t low = w & 0xffffff;
          const bool first = w >> 63;
          if ((!twoWays || joint || first) && low < (r & 0xffffff)) out[0][i]++;
          else if (twoWays && (joint || !first) && (~low & 0xffffff) < (l & 0xffffff)) out[1][i]++;
        }
      }
    }
    for (int i = 0; i < 64; i++) goRight[at + i + 1] = static_cast<uint8_t>(out[0][i]);
    if (twoWays) for (int i = 0; i < 64; i++) goLeft[at + i] = static_cast<uint8_t>(out[1][i]);
  }

  void stepCounts(Bits& g) {
    look(g);
    const bool oneWay = left.never();
    for (int at = 0; at < room; at += 64) {
      uint32_t largest = 0;
      for (int i = 0; i < 64; i++) largest = std::max(largest, counts[at + i]);
      if (largest <= 127) {
        if (oneWay) oneByOne<false>(g, at, largest);
        else oneByOne<true>(g, at, largest);
        continue;
      }
      for (int i = at; i < at + 64; i++) {
        const uint32_t r = rightDraw.draw(g, counts[i], rightEdge[i]);
        goRight[i + 1] = r;
        if (oneWay) continue;
        const double share = leftEdge[i] / (4294967296.0 - rightEdge[i]) * 4294967296.0 + .5;
        const uint32_t t = static_cast<uint32_t>(std::min(share, 4294967295.0));
        goLeft[i] = leftDraw.draw(g, counts[i] - r, t);
      }
    }
    goRight[0] = goRight[sites];
    if (oneWay) {
      for (int i = 0; i < sites; i++) counts[i] += goRight[i] - goRight[i + 1];
    } else {
      goLeft[sites] = goLeft[0];
      for (int i = 0; i < sites; i++) counts[i] += goRight[i] - goRight[i + 1] + goLeft[i + 1] - goLeft[i];
    }
  }

  void stepWalkers(Bits& g, std::vector<int32_t>& walkers) {
    look(g);
    std::fill(counts.begin(), counts.end(), 0);
    const int n = static_cast<int>(walkers.size());
    alignas(64) static uint32_t buffer[1024];
    for (int first = 0; first < n; first += 1024) {
      const int count = std::min(1024, n - first);
      for (int i = 0; i < count; i += 16) {
        const words w = g.next();
        std::memcpy(buffer + i, &w, 64);
      }
      int32_t* at = &walkers[first];
      for (int i = 0; i < count; i++) {
        const uint32_t w = buffer[i];
        int to = at[i] + (w < rightEdge[at[i]]) - (~w < leftEdge[at[i]]);
        to = to >= sites ? 0 : to;
        to = to < 0 ? sites - 1 : to;
        at[i] = to;
      }
      for (int i = 0; i < count; i++) counts[at[i]]++;
    }
  }
};

int main(int, char** argv) {
  const std::string kind = argv[1];
  const int walkers = std::atoi(argv[2]), steps = std::atoi(argv[3]);
  Lattice lattice;
  lattice.sites = std::atoi(argv[4]);
  lattice.width = std::atoi(argv[5]);
  lattice.right = {std::atof(argv[6]), std::atof(argv[7])};
  lattice.left = {std::atof(argv[8]), std::atof(argv[9])};
  lattice.room = (lattice.sites + 63) / 64 * 64;
  lattice.scale = double(lattice.sites) / lattice.width / (walkers - 1);
  for (auto* row : {&lattice.counts, &lattice.goRight, &lattice.goLeft, &lattice.rightEdge, &lattice.leftEdge})
    row->assign(lattice.room + 64, 0);
  for (int k = 1; k < 256; k++) reciprocal[k] = 1. / k;
  std::vector<int32_t> each;
  for (int s = 0; s < lattice.sites; s++) {
    lattice.counts[s] = walkers / lattice.sites + (s < walkers % lattice.sites);
    if (kind == "walkers") each.insert(each.end(), lattice.counts[s], s);
  }
  Bits g(1);
  const auto run = [&] {
    for (int k = 0; k < steps; k++) {
      if (kind == "walkers") lattice.stepWalkers(g, each);
      else lattice.stepCounts(g);
    }
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
  for (int s = 0; s < lattice.sites; s++) sum += lattice.counts[s];
  if (sum != static_cast<uint64_t>(walkers)) return 1;
  std::printf("%.9g\n", elapsed / runs);
}
