// Single kernels at 256 x 256 and 1024 x 1024, for cells per second.
#pragma once
#include "sweeps.hpp"

// One explicit step from two rates per face (rates times dt; field and rates padded with one row of zeros at each end):
// p' = p - div F with F = forward p_left - backward p_right.
inline void explicitStep(const double* p, double* NO_ALIAS out, const double* forwardX, const double* backwardX,
                         const double* forwardY, const double* backwardY, std::size_t n) {
  for (std::size_t i = 1; i <= n; i++)
    for (std::size_t c = i * n; c < (i + 1) * n; c++) {
      const double xUpper = forwardX[c] * p[c] - backwardX[c + n] * p[c + n];
      const double xLower = forwardX[c - n] * p[c - n] - backwardX[c] * p[c];
      const double yUpper = forwardY[c] * p[c] - backwardY[c + 1] * p[c + 1];
      const double yLower = forwardY[c - 1] * p[c - 1] - backwardY[c] * p[c];
      out[c] = p[c] - ((xUpper - xLower) + (yUpper - yLower));
    }
}
