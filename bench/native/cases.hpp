// The timed cases on densities: each does its set-up (rates, start, factorisation) and steps, and states its accuracy.
#pragma once
#include <algorithm>

#include "case.hpp"
#include "field.hpp"
#include "line.hpp"
#include "problems.hpp"

// P1 and P2: n equal steps of Crank-Nicolson or TR-BDF2 (Bank et al., 1985; gamma = 2 - sqrt 2).
inline Case lineCase(const LineProblem& problem, bool trBdf2, int steps, std::function<Array()> averages) {
  auto mass = std::make_shared<Array>();
  auto setup = std::make_shared<double>(0);
  const auto run = [=, &problem] {
    const double start = milliseconds();
    const LineRates rates = discretize(problem);
    *mass = initialMass(problem);
    const double dt = problem.end / steps, gamma = 2 - std::sqrt(2.0);
    Line line(rates.forward, rates.backward, 0.5 * (trBdf2 ? gamma : 1) * dt);
    *setup = milliseconds() - start;
    double* p = mass->data();
    if (!trBdf2) {
      for (int k = 0; k < steps; k++) line.solve(p, p, 2);
      return;
    }
    const double now = 1 / (gamma * (2 - gamma)), before = (1 - gamma) * (1 - gamma) * now;
    Array middle(mass->size());
    for (int k = 0; k < steps; k++) {
      line.solve(p, middle.data(), 2);
      for (std::size_t i = 0; i < middle.size(); i++) p[i] = now * middle[i] - before * p[i];
      line.solve(p, p, 1);
    }
  };
  const auto accuracy = [=, &problem] {
    double total = 0, left = 0, lowest = 1;
    for (int i = 0; i < problem.cells; i++) {
      total += (*mass)[i];
      lowest = std::min(lowest, (*mass)[i] / problem.width());
      if (problem.center(i) < 0) left += (*mass)[i];
    }
    return Figures{{"l1", l1Distance(*mass, averages(), problem.width())},
                   {"massError", std::fabs(total - 1)},
                   {"left", left},
                   {"minDensity", lowest},
                   {"steps", static_cast<double>(steps)}};
  };
  return {run, accuracy, [setup] { return *setup; }};
}

enum class Splitting { plain, paired, extrapolated };

const Array& twoWellsConverged(int cells);

inline Case twoWellsCase(Splitting splitting, Layout layout, int cells, int steps,
                         std::shared_ptr<Array> mass = std::make_shared<Array>(), bool withTimeError = true) {
  auto setup = std::make_shared<double>(0);
  auto estimate = std::make_shared<double>(0);
  const auto run = [=] {
    const double start = milliseconds();
    const twoWells::Rates rates = twoWells::discretize(cells);
    const double dt = twoWells::end / steps;
    const auto factor = [&](bool alongY, double a) {
      Sweep sweep = alongY ? factorRows(rates.forwardY, rates.backwardY, cells, a)
                           : factorRows(rates.forwardX, rates.backwardX, cells, a);
      if (layout == Layout::panels) sweep = {rowsToPanels(sweep.up, cells), rowsToPanels(sweep.down, cells)};
      return sweep;
    };
    Field field(layout, cells, twoWells::initialMass(cells));
    if (splitting == Splitting::plain) {
      const Sweep x = factor(false, 0.25 * dt), y = factor(true, 0.5 * dt);
      *setup = milliseconds() - start;
      for (int k = 0; k < steps; k++) {
        field.sweep(x, false, k == 0 ? 1 : 2);
        field.sweep(y, true);
      }
      field.sweep(x, false);
    } else if (splitting == Splitting::paired) {
      const Sweep x = factor(false, 0.25 * dt), y = factor(true, 0.25 * dt);
      *setup = milliseconds() - start;
      for (int k = 0; k < steps; k++) {
        field.sweep(x, false, k == 0 ? 1 : 2);
        field.sweep(y, true, 2);
      }
      field.sweep(x, false);
    } else {
      std::vector<Sweep> xs, ys;
      for (int m = 1; m <= 3; m++) {
        xs.push_back(factor(false, 0.25 * dt / m));
        ys.push_back(factor(true, 0.25 * dt / m));
      }
      *setup = milliseconds() - start;
      *estimate = extrapolate(field, cells, steps, [&](Field& candidate, int m) {
        for (int part = 0; part < m; part++) {
          candidate.sweep(xs[m - 1], false, part == 0 ? 1 : 2);
          candidate.sweep(ys[m - 1], true, 2);
        }
        candidate.sweep(xs[m - 1], false);
      });
    }
    *mass = field.rows();
  };
  const auto accuracy = [=] {
    const double h = (twoWells::upper - twoWells::lower) / cells;
    const Array points = loadReference("p3-points-256.npy", 256 * 256);
    Array averages = loadReference("p3-averages-256.npy", 256 * 256);
    if (cells != 256) averages = coarsen(averages, 256, 256 / cells);
    double total = 0, left = 0, lowest = 1;
    for (int i = 0; i < cells; i++)
      for (int j = 0; j < cells; j++) {
        const double m = (*mass)[static_cast<std::size_t>(i) * cells + j];
        total += m;
        if (2 * i < cells) left += m;
        lowest = std::min(lowest, m / (h * h));
      }
    Figures figures{{"l1", l1Distance(*mass, averages, h * h)},
                    {"massError", std::fabs(total - 1)},
                    {"left", left},
                    {"minDensity", lowest},
                    {"steps", static_cast<double>(steps)}};
    if (cells == 256) figures["l1Points"] = l1Distance(*mass, points, h * h);
    if (withTimeError) figures["timeError"] = l1Distance(*mass, twoWellsConverged(cells), 1);
    if (splitting == Splitting::extrapolated) figures["estimatedError"] = *estimate;
    return figures;
  };
  return {run, accuracy, [setup] { return *setup; }};
}

// The same grid with time steps so small that the error of other step sizes can be stated (about 1e-7 itself).
inline const Array& twoWellsConverged(int cells) {
  static std::map<int, Array> converged;
  if (converged.find(cells) == converged.end()) {
    const auto mass = std::make_shared<Array>();
    twoWellsCase(Splitting::extrapolated, Layout::panels, cells, 96, mass, false).run();
    converged[cells] = *mass;
  }
  return converged[cells];
}

// P5: rates exact for any stationary flux (F = (e^U_L rho_L - e^U_R rho_R) / integral of e^U / D, six-point Gauss),
// and the stationary state by eliminating the cells of the ring one after the other, without a subtraction.
inline Case tiltedRingCase() {
  auto current = std::make_shared<double>(0);
  const auto run = [=] {
    using namespace tiltedRing;
    constexpr double nodes[3] = {0.2386191860831969086, 0.6612093864662645136, 0.9324695142031520278};
    constexpr double weights[3] = {0.4679139345726910474, 0.3607615730481386075, 0.1713244923791703450};
    const double h = 2 * M_PI / cells;
    Array f(cells), b(cells), e(cells), z(cells), p(cells);
    for (int i = 0; i < cells; i++) {
      const double left = (i + 0.5) * h, UL = potential(left), UR = potential(left + h);
      double integral = 0;
      for (int k = 0; k < 3; k++)
        for (double side : {-1.0, 1.0})
          integral += 0.5 * h * weights[k] * std::exp(potential(left + 0.5 * h * (1 + side * nodes[k])) - UL);
      f[i] = D / (h * integral);
      b[(i + 1) % cells] = f[i] * std::exp(UR - UL);
    }
    // e[k]: rate from k up to 0 once all cells above k are gone; z[k]: rate from 0 down to k in the same ring.
    e[cells - 1] = f[cells - 1];
    z[cells - 1] = b[0];
    for (int k = cells - 1; k > 1; k--) {
      const double out = 1 / (b[k] + e[k]);
      e[k - 1] = f[k - 1] * e[k] * out;
      z[k - 1] = z[k] * b[k] * out;
    }
    double sum = p[0] = 1;
    for (int k = 1; k < cells; k++) {
      p[k] = ((k == 1 ? f[0] : f[k - 1]) * p[k - 1] + z[k] * p[0]) / (b[k] + e[k]);
      sum += p[k];
    }
    double total = 0;
    for (int k = 0; k < cells; k++) total += f[k] * p[k] - b[(k + 1) % cells] * p[(k + 1) % cells];
    *current = total / (sum * cells);
  };
  return {run, [=] {
            return Figures{{"current", *current}, {"currentError", std::fabs(*current - tiltedRing::current)}};
          }};
}
