// The benchmark problems: d rho/dt = -div(mu rho - D grad rho). P1 to P5 as in bench/README.md.
#pragma once
#include "rates.hpp"

struct LineProblem {
  int cells;
  double lower, upper, D, mean, variance, end;
  double (*potential)(double);  // mu = -V'

  double width() const { return (upper - lower) / cells; }
  double center(int i) const { return lower + (i + 0.5) * width(); }
};

inline const LineProblem ornsteinUhlenbeck{512, -6, 6, 0.5, 2, 0.1, 1, [](double z) { return 0.5 * z * z; }};
inline const LineProblem doubleWell{1024, -2.5, 2.5, 0.25, -1, 0.02, 10,
                                    [](double z) { return (z * z - 1) * (z * z - 1); }};

struct LineRates {
  Array forward, backward;
};

inline LineRates discretize(const LineProblem& problem) {
  const std::size_t n = static_cast<std::size_t>(problem.cells);
  LineRates rates{Array(n), Array(n)};
  Array U(n);
  for (int i = 0; i < problem.cells; i++) U[i] = problem.potential(problem.center(i)) / problem.D;
  const double h = problem.width();
  lineRates(U.data(), problem.cells, 1, problem.D / (h * h), rates.forward.data(), rates.backward.data());
  return rates;
}

// Gaussian at cell centres, normalised, as masses.
inline Array initialMass(const LineProblem& problem) {
  Array mass(static_cast<std::size_t>(problem.cells));
  double sum = 0;
  for (int i = 0; i < problem.cells; i++) {
    const double z = problem.center(i) - problem.mean;
    sum += mass[i] = std::exp(-0.5 * z * z / problem.variance);
  }
  for (double& m : mass) m /= sum;
  return mass;
}

// P1 has a closed form: N(mean e^-t, variance e^-2t + D (1 - e^-2t)), averaged over cells.
inline Array ornsteinUhlenbeckAverages() {
  const LineProblem& p = ornsteinUhlenbeck;
  const double decay = std::exp(-p.end), mean = p.mean * decay;
  const double scale = std::sqrt(2 * (p.variance * decay * decay + p.D * (1 - decay * decay))), h = p.width();
  Array averages(static_cast<std::size_t>(p.cells));
  for (int i = 0; i < p.cells; i++) {
    const double lower = (p.lower + i * h - mean) / scale, upper = (p.lower + (i + 1) * h - mean) / scale;
    averages[i] = (lower > 0 ? std::erfc(lower) - std::erfc(upper) : std::erfc(-upper) - std::erfc(-lower)) / (2 * h);
  }
  return averages;
}

// P3: L = -log(0.6 N((-1.2, 0), 0.35 I) + 0.4 N((1.2, 0.4), 0.25 I)), D = 0.3 on [-4, 4]^2, start N((0, 2), 0.2 I),
// to t = 2.
namespace twoWells {
constexpr double lower = -4, upper = 4, D = 0.3, end = 2;

inline double loss(double x, double y) {
  const double first = ((x + 1.2) * (x + 1.2) + y * y) / 0.35;
  const double second = ((x - 1.2) * (x - 1.2) + (y - 0.4) * (y - 0.4)) / 0.25;
  const double heights[2] = {0.6 / (2 * M_PI * 0.35), 0.4 / (2 * M_PI * 0.25)};
  return -std::log(heights[0] * std::exp(-0.5 * first) + heights[1] * std::exp(-0.5 * second));
}

// Fields are [x][y], y contiguous; rates along y are stored transposed, [y][x]: every sweep is along the slow index.
struct Rates {
  Array forwardX, backwardX, forwardY, backwardY;
};

inline Rates discretize(int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  const double h = (upper - lower) / cells, rate = D / (h * h);
  Array U(n * n), turned(n * n);
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++)
      U[i * n + j] = loss(lower + (static_cast<double>(i) + 0.5) * h, lower + (static_cast<double>(j) + 0.5) * h) / D;
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++) turned[j * n + i] = U[i * n + j];
  Rates rates{Array(n * n), Array(n * n), Array(n * n), Array(n * n)};
  for (std::size_t j = 0; j < n; j++) {
    lineRates(&U[j], cells, n, rate, &rates.forwardX[j], &rates.backwardX[j]);
    lineRates(&turned[j], cells, n, rate, &rates.forwardY[j], &rates.backwardY[j]);
  }
  return rates;
}

inline Array initialMass(int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  const double h = (upper - lower) / cells;
  Array x(n), y(n), mass(n * n);
  double sumX = 0, sumY = 0;
  for (std::size_t i = 0; i < n; i++) {
    const double z = lower + (static_cast<double>(i) + 0.5) * h;
    sumX += x[i] = std::exp(-0.5 * z * z / 0.2);
    sumY += y[i] = std::exp(-0.5 * (z - 2) * (z - 2) / 0.2);
  }
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++) mass[i * n + j] = x[i] / sumX * y[j] / sumY;
  return mass;
}
}  // namespace twoWells

// P5: V = cos z, force 0.7, D = 0.3 on a ring of 512 cells; the stationary current.
namespace tiltedRing {
constexpr int cells = 512;
constexpr double force = 0.7, D = 0.3, current = 0.03252054994972109;
inline double potential(double z) { return (std::cos(z) - force * z) / D; }
}  // namespace tiltedRing
