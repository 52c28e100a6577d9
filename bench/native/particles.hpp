// P6: particles in a double well, dX = -V'(X) dt + sqrt(2 D) dW with V = (x^2 - 1)^2, by Euler and Maruyama, folded back at
// the ends. The noise is ours: a hash of (particle, step) by the finaliser of SplitMix64 and a ziggurat of 256 layers. The
// same draws for the same seed: only the rounding of the drift differs.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "case.hpp"
#include "reference.hpp"

namespace particles {
using Word = std::uint64_t;
constexpr double lower = -3, upper = 3, D = 0.25, dt = 1e-3, start = -1;
constexpr Word golden = 0x9e3779b97f4a7c15;
constexpr double tail = 3.6541528853610088, area = 0.00492867323399, scale = 4503599627370496.0;

inline Word mixed(Word z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

struct Ziggurat {
  Word inside[256];
  double width[256], height[256];

  Ziggurat() {
    const double f = std::exp(-0.5 * tail * tail), q = area / f;
    double x = tail, above = x;
    inside[0] = static_cast<Word>(x / q * scale);
    inside[1] = 0;
    width[0] = q / scale;
    width[255] = x / scale;
    height[0] = 1;
    height[255] = f;
    for (int i = 254; i >= 1; i--) {
      x = std::sqrt(-2 * std::log(area / x + std::exp(-0.5 * x * x)));
      inside[i + 1] = static_cast<Word>(x / above * scale);
      above = x;
      height[i] = std::exp(-0.5 * x * x);
      width[i] = x / scale;
    }
  }

  static Word position(Word u) { return (u >> 9) & 0xfffffffffffff; }
  static double unit(Word u) { return static_cast<double>(static_cast<std::int64_t>(u >> 11)) * 0x1p-53; }
  static double withSign(Word u, double x) {
    Word bits;
    std::memcpy(&bits, &x, 8);
    bits |= (u & 256) << 55;
    std::memcpy(&x, &bits, 8);
    return x;
  }

  double normal(Word key, Word word) const {
    const Word u = mixed(key ^ word), at = position(u);
    const unsigned layer = u & 255;
    const double x = static_cast<double>(static_cast<std::int64_t>(at)) * width[layer];
    return __builtin_expect(at < inside[layer], 1) ? withSign(u, x) : settled(u, key, word);
  }

  __attribute__((noinline)) double settled(Word u, Word key, Word word) const {
    const auto further = [=](Word attempt) { return mixed(mixed(key + attempt * golden) ^ word); };
    for (Word attempt = 1;; attempt += 3) {
      const unsigned layer = u & 255;
      const double x = static_cast<double>(position(u)) * width[layer];
      if (position(u) < inside[layer]) return withSign(u, x);
      const double v = unit(further(attempt)), w = unit(further(attempt + 1));
      if (layer == 0) {
        const double a = -std::log(1 - v) / tail, b = -std::log(1 - w);
        if (b + b > a * a) return withSign(u, tail + a);
      } else if ((height[layer - 1] - height[layer]) * v + height[layer] < std::exp(-0.5 * x * x)) {
        return withSign(u, x);
      }
      u = further(attempt + 2);
    }
  }
};

constexpr Word seed = 1;
inline Word keyOf(Word particle) { return mixed(mixed(seed + golden) + particle * golden); }
inline Word wordOf(Word step) { return mixed(mixed(seed + 2 * golden) + 64 * step * golden); }

inline double drift(double x) { return -4 * x * (x * x - 1); }

inline double folded(double x) {
  while (x < lower || x > upper) x = x < lower ? 2 * lower - x : 2 * upper - x;
  return x;
}
}  // namespace particles

inline Figures particleFigures(const Array& positions, int steps) {
  double mean = 0, square = 0;
  for (const double x : positions) mean += x, square += x * x;
  const double n = static_cast<double>(positions.size());
  return {{"particleSteps", n * steps}, {"mean", mean / n}, {"square", square / n}};
}

// All steps of one particle after the other, so that its position never leaves the registers.
inline Case particlesCase(int count, int steps) {
  auto positions = std::make_shared<Array>();
  const auto run = [=] {
    using namespace particles;
    const Ziggurat ziggurat;
    std::vector<Word> words(static_cast<std::size_t>(steps));
    for (std::size_t k = 0; k < words.size(); k++) words[k] = wordOf(k + 1);
    positions->resize(static_cast<std::size_t>(count));
    const double s = std::sqrt(2 * D * dt);
    for (std::size_t p = 0; p < positions->size(); p++) {
      const Word key = keyOf(p);
      double x = start;
      for (const Word word : words) {
        x += dt * drift(x) + s * ziggurat.normal(key, word);
        if (__builtin_expect(x < lower || x > upper, 0)) x = folded(x);
      }
      (*positions)[p] = x;
    }
  };
  return {run, [=] { return particleFigures(*positions, steps); }};
}

// Steps of 256 particles together, as ours takes them: the compiler can do all but the noise several at a time.
inline Case particleBlocksCase(int count, int steps) {
  auto positions = std::make_shared<Array>();
  const auto run = [=] {
    using namespace particles;
    constexpr std::size_t most = 256;
    const Ziggurat ziggurat;
    positions->assign(static_cast<std::size_t>(count), start);
    const double s = std::sqrt(2 * D * dt);
    Word keys[most];
    double z[most];
    for (std::size_t first = 0; first < positions->size(); first += most) {
      const std::size_t n = std::min(most, positions->size() - first);
      double* x = positions->data() + first;
      for (std::size_t k = 0; k < n; k++) keys[k] = keyOf(first + k);
      for (int step = 1; step <= steps; step++) {
        const Word word = wordOf(static_cast<Word>(step));
        for (std::size_t k = 0; k < n; k++) z[k] = ziggurat.normal(keys[k], word);
        for (std::size_t k = 0; k < n; k++) x[k] += dt * drift(x[k]) + s * z[k];
        bool outside = false;
        for (std::size_t k = 0; k < n; k++) outside |= (x[k] < lower) | (x[k] > upper);
        if (outside)
          for (std::size_t k = 0; k < n; k++) x[k] = folded(x[k]);
      }
    }
  };
  return {run, [=] { return particleFigures(*positions, steps); }};
}
