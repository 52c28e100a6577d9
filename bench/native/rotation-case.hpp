// P4 with Strang splitting over three lattice directions, extrapolated: diagonal, x, y and back.
#pragma once
#include "case.hpp"
#include "field.hpp"
#include "rotation.hpp"

inline Case rotationCase(int cells, int steps, std::shared_ptr<Array> mass = std::make_shared<Array>()) {
  auto setup = std::make_shared<double>(0);
  auto estimate = std::make_shared<double>(0);
  const auto run = [=] {
    const double start = milliseconds();
    const std::vector<rotation::Rates> rates = rotation::discretize(cells);
    const double dt = rotation::end / steps;
    std::vector<Sweep> xs, ys, diagonals;
    for (int m = 1; m <= 3; m++) {
      const double a = 0.25 * dt / m;
      xs.push_back(factorRows(rates[0].forward, rates[0].backward, cells, a));
      ys.push_back(factorRows(rates[1].forward, rates[1].backward, cells, a));
      diagonals.push_back(factorDiagonals(rates[2].forward, rates[2].backward, cells, a));
    }
    Field field(Layout::rows, cells, rotation::initialMass(cells));
    *setup = milliseconds() - start;
    *estimate = extrapolate(field, cells, steps, [&](Field& candidate, int m) {
      for (int part = 0; part < m; part++) {
        candidate.sweepAlongDiagonals(diagonals[m - 1], part == 0 ? 1 : 2);
        candidate.sweep(xs[m - 1], false);
        candidate.sweep(ys[m - 1], true, 2);
        candidate.sweep(xs[m - 1], false);
      }
      candidate.sweepAlongDiagonals(diagonals[m - 1]);
    });
    *mass = field.rows();
  };
  const auto accuracy = [=] {
    const double h = (rotation::upper - rotation::lower) / cells;
    double total = 0, lowest = 1;
    for (double m : *mass) {
      total += m;
      lowest = std::min(lowest, m / (h * h));
    }
    return Figures{{"l1", l1Distance(*mass, rotation::exactAverages(cells), h * h)},
                   {"massError", std::fabs(total - 1)},
                   {"minDensity", lowest},
                   {"steps", static_cast<double>(steps)},
                   {"estimatedError", *estimate}};
  };
  return {run, accuracy, [setup] { return *setup; }};
}
