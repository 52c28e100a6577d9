// P4: mu = -z + 2 (-y, x), D = [[0.6, 0.2], [0.2, 0.3]] on [-5, 5]^2 with reflecting walls, start N((1.5, 0), 0.1 I),
// to t = 1.
#pragma once
#include <algorithm>
#include <complex>

#include "sweeps.hpp"

namespace rotation {
constexpr double lower = -5, upper = 5, end = 1, xx = 0.6, xy = 0.2, yy = 0.3, startX = 1.5, startVariance = 0.1;

// Selling's decomposition of D on square cells: D = 0.4 (1,0)(1,0)' + 0.1 (0,1)(0,1)' + 0.2 (1,1)(1,1)'.
struct Direction {
  int x, y;
  double weight;
};
constexpr Direction directions[3] = {{1, 0, xx - xy}, {0, 1, yy - xy}, {1, 1, xy}};

// Rates along one direction, [x][y] (along y: [y][x]); faces that would leave the square have none.
struct Rates {
  Array forward, backward;
};

// Pe = D^-1 mu . e h of the face that leads up from each cell; exact, because the drift is linear. [x][y]
inline Array peclet(const Direction& e, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  const double h = (upper - lower) / cells, determinant = xx * yy - xy * xy;
  const double aX = h * (yy * e.x - xy * e.y) / determinant, aY = h * (xx * e.y - xy * e.x) / determinant;
  Array pe(n * n);
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++) {
      const double x = lower + (static_cast<double>(i) + 0.5 * (1 + e.x)) * h;
      const double y = lower + (static_cast<double>(j) + 0.5 * (1 + e.y)) * h;
      pe[i * n + j] = aX * (-x - 2 * y) + aY * (-y + 2 * x);
    }
  return pe;
}

// The work of D^-1 mu around a cell-sized square, at most, over the largest Pe and times the cells across.
inline double circulation(const Array& x, const Array& y, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  double largest = 0, strongest = 0;
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++) {
      const std::size_t c = i * n + j;
      if (i + 1 < n) strongest = std::max(strongest, std::fabs(x[c]));
      if (j + 1 < n) strongest = std::max(strongest, std::fabs(y[c]));
      if (i + 1 < n && j + 1 < n) largest = std::max(largest, std::fabs(x[c] + y[c + n] - x[c + 1] - y[c]));
    }
  return largest / strongest * cells;
}

// Exponential fitting, taken by `central` towards central weights, cut at 0.
inline Rates discretize(const Direction& e, const Array& pe, int cells, double central) {
  const std::size_t n = static_cast<std::size_t>(cells);
  const double h = (upper - lower) / cells, rate = e.weight / (h * h);
  Rates rates{Array(n * n, 0.0), Array(n * n, 0.0)};
  const bool turned = e.x == 0;
  for (std::size_t i = 0; i + static_cast<std::size_t>(e.x) < n; i++)
    for (std::size_t j = 0; j + static_cast<std::size_t>(e.y) < n; j++) {
      const double flow = pe[i * n + j], size = std::fabs(flow);
      const double fitted = bernoulli(size);
      const double against = fitted + central * (std::max(0.0, 1 - 0.5 * size) - fitted), along = against + size;
      const std::size_t from = turned ? j * n + i : i * n + j;
      const std::size_t to = turned ? from + n : from + static_cast<std::size_t>(e.x) * n + static_cast<std::size_t>(e.y);
      rates.forward[from] = rate * (flow < 0 ? against : along);
      rates.backward[to] = rate * (flow < 0 ? along : against);
    }
  return rates;
}

inline std::vector<Rates> discretize(int cells) {
  Array pe[3];
  for (int k = 0; k < 3; k++) pe[k] = peclet(directions[k], cells);
  const double turning = circulation(pe[0], pe[1], cells), central = 0.5 * turning * turning / (turning * turning + 1e-4);
  std::vector<Rates> rates;
  for (int k = 0; k < 3; k++) rates.push_back(discretize(directions[k], pe[k], cells, central));
  return rates;
}

// Gaussian at cell centres, normalised, as masses.
inline Array initialMass(int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  const double h = (upper - lower) / cells;
  Array x(n), y(n), mass(n * n);
  double sumX = 0, sumY = 0;
  for (std::size_t i = 0; i < n; i++) {
    const double z = lower + (static_cast<double>(i) + 0.5) * h;
    sumX += x[i] = std::exp(-0.5 * (z - startX) * (z - startX) / startVariance);
    sumY += y[i] = std::exp(-0.5 * z * z / startVariance);
  }
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++) mass[i * n + j] = x[i] / sumX * y[j] / sumY;
  return mass;
}

// The exact density at the end, averaged over cells by six-point Gauss on each axis. exp(At) = exp(-t) times a turn by
// 2t, so that the trace of D decays as it is and its traceless part, as the number D_xx - D_yy + 2i D_xy, turns twice
// as fast.
inline Array exactAverages(int cells) {
  const std::complex<double> i(0, 1), mean = startX * std::exp((-1.0 + 2.0 * i) * end);
  const double decay = std::exp(-2 * end), trace = 2 * startVariance * decay + (xx + yy) * (1 - decay);
  const std::complex<double> rate = 2.0 - 4.0 * i;
  const auto part = 2.0 * (xx - yy + 2.0 * xy * i) * (1.0 - std::exp(-rate * end)) / rate;
  const double cxx = 0.5 * (trace + part.real()), cyy = 0.5 * (trace - part.real()), cxy = 0.5 * part.imag();
  const double determinant = cxx * cyy - cxy * cxy, height = 1 / (2 * M_PI * std::sqrt(determinant));
  constexpr double nodes[3] = {0.2386191860831969086, 0.6612093864662645136, 0.9324695142031520278};
  constexpr double weights[3] = {0.4679139345726910474, 0.3607615730481386075, 0.1713244923791703450};
  const std::size_t n = static_cast<std::size_t>(cells);
  const double h = (upper - lower) / cells;
  const auto place = [&](std::size_t cell, int k) {
    return lower + (static_cast<double>(cell) + 0.5 + (k % 2 == 0 ? -0.5 : 0.5) * nodes[k / 2]) * h;
  };
  Array averages(n * n, 0.0);
  for (std::size_t c = 0; c < n * n; c++)
    for (int k = 0; k < 6; k++)
      for (int l = 0; l < 6; l++) {
        const double x = place(c / n, k) - mean.real(), y = place(c % n, l) - mean.imag();
        const double square = (cyy * x * x - 2 * cxy * x * y + cxx * y * y) / determinant;
        averages[c] += 0.25 * weights[k / 2] * weights[l / 2] * height * std::exp(-0.5 * square);
      }
  return averages;
}
}  // namespace rotation
