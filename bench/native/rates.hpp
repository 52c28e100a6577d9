// Two hop rates per face from exponential fitting (Scharfetter and Gummel, 1969), on a uniform axis.
#pragma once
#include "reference.hpp"

// B(x) = x / (exp(x) - 1)
inline double bernoulli(double x) {
  const double square = x * x;
  if (square < 1e-4) return 1 - 0.5 * x + square * (1.0 / 12 - square * (1.0 / 720 - square / 30240));
  if (x > 709) return 0;
  return x / std::expm1(x);
}

// forward[i]: rate i -> i + 1; backward[i]: rate i -> i - 1. U is the potential over D; ends reflect.
inline void lineRates(const double* U, int cells, std::size_t stride, double rate, double* forward, double* backward) {
  backward[0] = 0;
  forward[(cells - 1) * stride] = 0;
  for (int i = 0; i + 1 < cells; i++) {
    const double rise = U[(i + 1) * stride] - U[i * stride];
    const double b = bernoulli(rise);
    forward[i * stride] = rate * b;
    backward[(i + 1) * stride] = rate * (b + rise);
  }
}
