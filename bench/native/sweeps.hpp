// A square field: implicit sweeps along one axis, and the transposes between them, in two layouts.
//
// Rows: the field as [line cell][line], so that the loop over lines is contiguous and vectorises.
// Panels: the field as [line / 8][line cell][line % 8]; a panel's recurrence stays in registers,
// several sweeps follow each other while the panel is in cache, and a transpose turns 8 x 8 blocks.
#pragma once
#include "rates.hpp"

#define NO_ALIAS __restrict__

constexpr int LANES = 8;

// As many doubles as a register of the target holds.
#if defined(__AVX512F__)
constexpr int WIDTH = 8;
#elif defined(__AVX__)
constexpr int WIDTH = 4;
#else
constexpr int WIDTH = 2;
#endif
typedef double Vector __attribute__((vector_size(WIDTH * sizeof(double)), aligned(8), may_alias));
inline Vector& vector(double* at) { return *reinterpret_cast<Vector*>(at); }
inline const Vector& vector(const double* at) { return *reinterpret_cast<const Vector*>(at); }

// Coefficients of the implicit sweep with step parameter a: up = a f / pivot, down = a b / pivot.
struct Sweep {
  Array up, down;
};

inline Sweep factorRows(const Array& forward, const Array& backward, int cells, double a) {
  const std::size_t n = static_cast<std::size_t>(cells);
  Sweep sweep{Array(n * n), Array(n * n)};
  Array s(n, 1.0), ratio(n, 0.0);
  for (std::size_t i = 0; i < n; i++) {
    const double *NO_ALIAS f = &forward[i * n], *NO_ALIAS b = &backward[i * n];
    double *NO_ALIAS up = &sweep.up[i * n], *NO_ALIAS down = &sweep.down[i * n];
    double *NO_ALIAS sRow = s.data(), *NO_ALIAS ratioRow = ratio.data();
    for (std::size_t j = 0; j < n; j++) {
      sRow[j] = 1 + a * b[j] * (i == 0 ? 1.0 : ratioRow[j]);
      const double inverse = 1 / (sRow[j] + a * f[j]);
      ratioRow[j] = sRow[j] * inverse;
      up[j] = a * f[j] * inverse;
      down[j] = a * b[j] * inverse;
    }
  }
  return sweep;
}

// The same sweep `times` times over, on 64 lines at a time so that coefficients are still in cache on the way back.
inline void sweepRows(double* field, const Sweep& sweep, int cells, double weight, int times, Array& work) {
  constexpr std::size_t TILE = 64;
  const std::size_t n = static_cast<std::size_t>(cells);
  work.resize(n * n + 8);
  double u[TILE], above[TILE];
  for (std::size_t first = 0; first < n; first += TILE)
    for (int k = 0; k < times; k++) {
      double *y = work.data() + first, *tile = field + first;
      const double *ups = &sweep.up[first], *downs = &sweep.down[first];
      std::memcpy(y, tile, TILE * sizeof(double));
      for (std::size_t i = 1; i < n; i++) {
        double* NO_ALIAS now = y + i * n;
        const double *NO_ALIAS before = now - n, *NO_ALIAS r = tile + i * n, *NO_ALIAS up = ups + (i - 1) * n;
        for (std::size_t j = 0; j < TILE; j++) now[j] = r[j] + up[j] * before[j];
      }
      for (std::size_t j = 0; j < TILE; j++) {
        above[j] = tile[(n - 1) * n + j];
        u[j] = downs[(n - 1) * n + j] * y[(n - 1) * n + j];
      }
      for (std::size_t i = n - 1; i-- > 0;) {
        const double *NO_ALIAS now = y + i * n, *NO_ALIAS up = ups + i * n, *NO_ALIAS down = downs + i * n;
        const double* NO_ALIAS r = tile + i * n;
        double* NO_ALIAS upper = tile + (i + 1) * n;
        for (std::size_t j = 0; j < TILE; j++) {
          const double q = now[j] + u[j], flux = weight * (up[j] * q - u[j]);
          upper[j] = above[j] + flux;
          above[j] = r[j] - flux;
          u[j] = down[j] * q;
        }
      }
      for (std::size_t j = 0; j < TILE; j++) tile[j] = above[j] - weight * u[j];
    }
}

inline void transposeRows(const double* NO_ALIAS from, double* NO_ALIAS to, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  for (std::size_t i0 = 0; i0 < n; i0 += LANES)
    for (std::size_t j0 = 0; j0 < n; j0 += LANES)
      for (std::size_t i = i0; i < i0 + LANES; i++)
        for (std::size_t j = j0; j < j0 + LANES; j++) to[j * n + i] = from[i * n + j];
}

// From [line cell][line] to panels, and back.
inline Array rowsToPanels(const Array& rows, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  Array panels(n * n);
  for (std::size_t panel = 0; panel < n; panel += LANES)
    for (std::size_t i = 0; i < n; i++)
      std::memcpy(&panels[panel * n + i * LANES], &rows[i * n + panel], LANES * sizeof(double));
  return panels;
}

inline Array panelsToRows(const Array& panels, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  Array rows(n * n);
  for (std::size_t panel = 0; panel < n; panel += LANES)
    for (std::size_t i = 0; i < n; i++)
      std::memcpy(&rows[i * n + panel], &panels[panel * n + i * LANES], LANES * sizeof(double));
  return rows;
}

inline void sweepPanel(double* NO_ALIAS panel, const double* NO_ALIAS up, const double* NO_ALIAS down, int cells,
                       double weight, double* NO_ALIAS y) {
  constexpr int parts = LANES / WIDTH;
  Vector carry[parts], u[parts], above[parts];
  for (int k = 0; k < parts; k++) vector(y + k * WIDTH) = carry[k] = vector(panel + k * WIDTH);
  for (int i = 1; i < cells; i++)
    for (int k = 0; k < parts; k++) {
      const int c = i * LANES + k * WIDTH;
      vector(y + c) = carry[k] = vector(panel + c) + vector(up + c - LANES) * carry[k];
    }
  for (int k = 0; k < parts; k++) {
    const int c = (cells - 1) * LANES + k * WIDTH;
    above[k] = vector(panel + c);
    u[k] = vector(down + c) * vector(y + c);
  }
  for (int i = cells - 2; i >= 0; i--)
    for (int k = 0; k < parts; k++) {
      const int c = i * LANES + k * WIDTH;
      const Vector now = vector(y + c), b = vector(down + c);
      const Vector flux = weight * (vector(up + c) * (now + u[k]) - u[k]);
      vector(panel + c + LANES) = above[k] + flux;
      above[k] = vector(panel + c) - flux;
      u[k] = b * now + b * u[k];
    }
  for (int k = 0; k < parts; k++) vector(panel + k * WIDTH) = above[k] - weight * u[k];
}

// The same sweep `times` times over, panel by panel.
inline void sweepPanels(double* field, const Sweep& sweep, int cells, double weight, int times, Array& work) {
  const std::size_t n = static_cast<std::size_t>(cells);
  work.resize(n * LANES);
  for (std::size_t panel = 0; panel < n; panel += LANES)
    for (int k = 0; k < times; k++)
      sweepPanel(field + panel * n, &sweep.up[panel * n], &sweep.down[panel * n], cells, weight, work.data());
}

inline void transposePanels(const double* NO_ALIAS from, double* NO_ALIAS to, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  for (std::size_t p = 0; p < n; p += LANES)
    for (std::size_t q = 0; q < n; q += LANES) {
      const double* NO_ALIAS block = from + p * n + q * LANES;
      double* NO_ALIAS turned = to + q * n + p * LANES;
      for (int i = 0; i < LANES; i++)
        for (int j = 0; j < LANES; j++) turned[j * LANES + i] = block[i * LANES + j];
    }
}
