// 16 lanes of xoshiro128++ in vectors of 64 bytes.
#pragma once
#include <cstdint>

typedef uint32_t words __attribute__((vector_size(64)));
typedef int8_t bytes __attribute__((vector_size(64)));

struct Generator {
  words s0, s1, s2, s3;
  explicit Generator(uint64_t seed) {
    auto next = [&seed] {
      uint64_t z = (seed += 0x9e3779b97f4a7c15);
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      return static_cast<uint32_t>(z >> 32);
    };
    for (int i = 0; i < 16; i++) s0[i] = next(), s1[i] = next(), s2[i] = next(), s3[i] = next();
  }
  inline words next() {
    const words sum = s0 + s3;
    const words result = ((sum << 7) | (sum >> 25)) + s0;
    const words t = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = (s3 << 11) | (s3 >> 21);
    return result;
  }
};
