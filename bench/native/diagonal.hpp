// Implicit sweeps along the diagonals of a square field [x][y]: row by row as along x, and one column further in each
// row. What a line carries from row to row is kept by the number of its diagonal, so that nothing has to be moved:
// `carried + n - 1 - i` is where row i finds its own.
#pragma once
#include "sweeps.hpp"

inline Sweep factorDiagonals(const Array& forward, const Array& backward, int cells, double a) {
  const std::size_t n = static_cast<std::size_t>(cells);
  Sweep sweep{Array(n * n), Array(n * n)};
  Array ratio(2 * n, 0.0);
  for (std::size_t i = 0; i < n; i++) {
    const double *NO_ALIAS f = &forward[i * n], *NO_ALIAS b = &backward[i * n];
    double *NO_ALIAS up = &sweep.up[i * n], *NO_ALIAS down = &sweep.down[i * n];
    double* NO_ALIAS ratioRow = ratio.data() + (n - 1 - i);
    for (std::size_t j = 0; j < n; j++) {
      const double s = 1 + a * b[j] * ratioRow[j];
      const double inverse = 1 / (s + a * f[j]);
      ratioRow[j] = s * inverse;
      up[j] = a * f[j] * inverse;
      down[j] = a * b[j] * inverse;
    }
  }
  return sweep;
}

// The same sweep `times` times over; as sweepRows, with lines that also begin in the first column and end in the last.
inline void sweepDiagonals(double* field, const Sweep& sweep, int cells, double weight, int times, Array& work) {
  const std::size_t n = static_cast<std::size_t>(cells);
  work.resize(n * n + 4 * n);
  double *us = work.data() + n * n, *aboves = us + 2 * n;
  for (int k = 0; k < times; k++) {
    double* y = work.data();
    std::memcpy(y, field, n * sizeof(double));
    for (std::size_t i = 1; i < n; i++) {
      double* NO_ALIAS now = y + i * n;
      const double *NO_ALIAS before = now - n, *NO_ALIAS r = field + i * n, *NO_ALIAS up = &sweep.up[(i - 1) * n];
      now[0] = r[0];
      for (std::size_t j = 1; j < n; j++) now[j] = r[j] + up[j - 1] * before[j - 1];
    }
    for (std::size_t j = 0; j < n; j++) {
      aboves[j] = field[(n - 1) * n + j];
      us[j] = sweep.down[(n - 1) * n + j] * y[(n - 1) * n + j];
    }
    for (std::size_t i = n - 1; i-- > 0;) {
      const double *NO_ALIAS now = y + i * n, *NO_ALIAS up = &sweep.up[i * n], *NO_ALIAS down = &sweep.down[i * n];
      const double* NO_ALIAS r = field + i * n;
      double* NO_ALIAS upper = field + (i + 1) * n;
      double *NO_ALIAS u = us + (n - 1 - i), *NO_ALIAS above = aboves + (n - 1 - i);
      upper[0] = above[-1] - weight * u[-1];
      for (std::size_t j = 0; j + 1 < n; j++) {
        const double q = now[j] + u[j], flux = weight * (up[j] * q - u[j]);
        upper[j + 1] = above[j] + flux;
        above[j] = r[j] - flux;
        u[j] = down[j] * q;
      }
      above[n - 1] = r[n - 1];
      u[n - 1] = down[n - 1] * now[n - 1];
    }
    const double *u = us + (n - 1), *above = aboves + (n - 1);
    for (std::size_t j = 0; j < n; j++) field[j] = above[j] - weight * u[j];
  }
}
