// Independent walkers in C++ with vectors of 64 bytes.
// usage: walkers micro|micro4|leap WALKERS STEPS P_LEFT P_RIGHT
// Prints the seconds of one run over all walkers.
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

// 8 bits a step, held against both edges; 24 more for a tie.
static void micro(Generator& shared, int32_t* net, int n, int steps, double left, double right) {
  const uint32_t low = std::llround(right * 4294967296.0);
  const uint32_t high = static_cast<uint32_t>(4294967296.0 - std::floor(left * 4294967296.0 + .5));
  const int8_t lowByte = static_cast<int8_t>((low >> 24) ^ 128);
  const int8_t highByte = static_cast<int8_t>((high >> 24) ^ 128);
  const bytes lowEdge = bytes{} + lowByte;
  const bytes highEdge = bytes{} + highByte;
  Generator g = shared;
  for (int first = 0; first < n; first += 64) {
    const int count = std::min(64, n - first);
    for (int todo = steps; todo > 0; todo -= 127) {
      const int chunk = std::min(todo, 127);
      bytes sure = {}, lowTies = {}, highTies = {};
      for (int i = 0; i < chunk; i++) {
        const bytes b = reinterpret_cast<bytes>(g.next());
        sure -= (bytes)(b < lowEdge);
        sure += (bytes)(b > highEdge);
        lowTies -= (bytes)(b == lowEdge);
        highTies -= (bytes)(b == highEdge);
      }
      words rest = {};
      int used = 16;
      const auto word = [&] {
        if (used == 16) rest = g.next(), used = 0;
        return rest[used++] >> 8;
      };
      for (int lane = 0; lane < count; lane++) {
        int jumps = sure[lane];
        for (int i = 0; i < lowTies[lane]; i++) jumps += word() < (low & 0xffffff);
        for (int i = 0; i < highTies[lane]; i++) jumps -= word() >= (high & 0xffffff);
        net[first + lane] += jumps;
      }
    }
  }
  shared = g;
}

// 4 bits a step: a table of 16 bytes says -1, 0, +1, or 16 for open. 8 bits, and 24 more for a tie, decide
// what is open.
static void microByFours(Generator& shared, int32_t* net, int n, int steps, double left, double right) {
  const int lefts = std::floor(16 * left), rights = std::floor(16 * right);
  const int stays = std::floor(16 * (1 - left - right)), open = 16 - lefts - rights - stays;
  bytes table;
  for (int i = 0; i < 64; i++) {
    const int cell = i & 15;
    table[i] = cell < lefts ? -1 : cell < lefts + rights ? 1 : cell < lefts + rights + stays ? 0 : 16;
  }
  const double scale = open > 0 ? 4294967296.0 / open : 0;
  const uint32_t low = std::llround((16 * right - rights) * scale);
  const uint32_t high = static_cast<uint32_t>(4294967296.0 - std::llround((16 * left - lefts) * scale));
  const bytes lowEdge = bytes{} + static_cast<int8_t>((low >> 24) ^ 128);
  const bytes highEdge = bytes{} + static_cast<int8_t>((high >> 24) ^ 128);
  Generator g = shared;
  const auto settle = [&](bytes& jumps, bytes& opens) {
    int most = 0;
    for (int lane = 0; lane < 64; lane++) most = std::max<int>(most, opens[lane]);
    bytes lowTies = {}, highTies = {}, served = {};
    for (int k = 0; k < most; k++) {
      const bytes b = reinterpret_cast<bytes>(g.next());
      const bytes there = (bytes)(opens > served);
      served += 1;
      jumps -= (bytes)(b < lowEdge) & there;
      jumps += (bytes)(b > highEdge) & there;
      lowTies -= (bytes)(b == lowEdge) & there;
      highTies -= (bytes)(b == highEdge) & there;
    }
    words rest = {};
    int used = 16;
    const auto word = [&] {
      if (used == 16) rest = g.next(), used = 0;
      return rest[used++] >> 8;
    };
    const bytes ties = lowTies | highTies;
    uint64_t any[8];
    std::memcpy(any, &ties, 64);
    for (int eight = 0; eight < 8; eight++) {
      if (any[eight] == 0) continue;
      for (int lane = 8 * eight; lane < 8 * eight + 8; lane++) {
        for (int i = 0; i < lowTies[lane]; i++) jumps[lane] += word() < (low & 0xffffff);
        for (int i = 0; i < highTies[lane]; i++) jumps[lane] -= word() >= (high & 0xffffff);
      }
    }
    opens = bytes{};
  };
  for (int first = 0; first < n; first += 64) {
    const int count = std::min(64, n - first);
    bytes opens = {};
    for (int todo = steps; todo > 0; todo -= 96) {
      const int chunk = std::min(todo, 96);
      bytes jumps = {};
      for (int done = 0; done < chunk; done += 6) {
        bytes sum = bytes{} + 8;
        const int six = std::min(6, chunk - done);
        for (int k = 0; k < six; k += 2) {
          const words w = g.next();
          const bytes b = reinterpret_cast<bytes>(w), c = reinterpret_cast<bytes>(w >> 4);
          sum += __builtin_shuffle(table, b & 15);
          if (k + 1 < six) sum += __builtin_shuffle(table, c & 15);
        }
        jumps += (sum & 15) - 8;
        opens += reinterpret_cast<bytes>(reinterpret_cast<words>(sum) >> 4) & 15;
      }
      int most = 0;
      for (int lane = 0; lane < 64; lane++) most = std::max<int>(most, opens[lane]);
      for (int lane = 0; lane < count; lane++) net[first + lane] += jumps[lane];
      if (most > 31 || todo <= 96) {
        jumps = bytes{};
        settle(jumps, opens);
        for (int lane = 0; lane < count; lane++) net[first + lane] += jumps[lane];
      }
    }
  }
  shared = g;
}

struct Alias {
  int first;
  uint32_t threshold[256];
  int32_t alias[256];
};

static Alias table(int steps, double left, double right) {
  std::vector<double> law(2 * steps + 1, 0.0);
  law[steps] = 1;
  for (int k = 0; k < steps; k++) {
    std::vector<double> next(law.size(), 0.0);
    for (size_t i = 1; i + 1 < law.size(); i++)
      next[i] = law[i - 1] * right + law[i] * (1 - left - right) + law[i + 1] * left;
    law = next;
  }
  Alias t;
  int from = 0;
  while (law[from] < 1e-19) from++;
  t.first = from - steps;
  double scaled[256];
  std::vector<int> small, large;
  for (int i = 0; i < 256; i++) {
    scaled[i] = from + i < static_cast<int>(law.size()) ? law[from + i] * 256 : 0;
    (scaled[i] < 1 ? small : large).push_back(i);
    t.threshold[i] = 1 << 24;
    t.alias[i] = i;
  }
  while (!small.empty() && !large.empty()) {
    const int low = small.back(), high = large.back();
    small.pop_back();
    t.threshold[low] = std::lround(scaled[low] * 16777216);
    t.alias[low] = high;
    scaled[high] -= 1 - scaled[low];
    if (scaled[high] < 1) large.pop_back(), small.push_back(high);
  }
  return t;
}

static void leap(Generator& shared, int32_t* net, int n, const Alias& t) {
  Generator g = shared;
  constexpr int block = 4096;
  alignas(64) static uint32_t buffer[block];
  for (int first = 0; first < n; first += block) {
    const int count = std::min(block, n - first);
    for (int i = 0; i < block; i += 16) {
      const words w = g.next();
      std::memcpy(buffer + i, &w, 64);
    }
    int32_t* out = net + first;
    for (int i = 0; i < count; i++) {
      const uint32_t cell = buffer[i] & 255;
      const int32_t other = t.alias[cell];
      out[i] += t.first + ((buffer[i] >> 8) < t.threshold[cell] ? static_cast<int32_t>(cell) : other);
    }
  }
  shared = g;
}

int main(int, char** argv) {
  const std::string kind = argv[1];
  const int walkers = std::atoi(argv[2]), steps = std::atoi(argv[3]);
  const double left = std::atof(argv[4]), right = std::atof(argv[5]);
  Generator g(1);
  std::vector<int32_t> net(walkers);
  const Alias t = table(steps, left, right);
  const auto run = [&] {
    if (kind == "micro") micro(g, net.data(), walkers, steps, left, right);
    else if (kind == "micro4") microByFours(g, net.data(), walkers, steps, left, right);
    else leap(g, net.data(), walkers, t);
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
  double mean = 0;
  for (int x : net) mean += x;
  if (!(mean / walkers > 0)) return 1;
  std::printf("%.9g\n", elapsed / runs);
}
