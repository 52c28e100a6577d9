// P4 with Strang splitting over three lattice directions, extrapolated: diagonal, x, y and back.
#pragma once
#include "case.hpp"
#include "field.hpp"
#include "lattice.hpp"
#include "rotation.hpp"

inline Figures rotationFigures(const Array& mass, int cells, int steps, double estimate) {
  const double h = (rotation::upper - rotation::lower) / cells;
  double total = 0, lowest = 1;
  for (double m : mass) {
    total += m;
    lowest = std::min(lowest, m / (h * h));
  }
  return Figures{{"l1", l1Distance(mass, rotation::exactAverages(cells), h * h)},
                 {"massError", std::fabs(total - 1)},
                 {"minDensity", lowest},
                 {"steps", static_cast<double>(steps)},
                 {"estimatedError", estimate}};
}

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
  return {run, [=] { return rotationFigures(*mass, cells, steps, *estimate); }, [setup] { return *setup; }};
}

// Functions that the compiler may not look into, as if they had been handed in by someone else.
#define OPAQUE __attribute__((noinline, noclone))
namespace rotation {
OPAQUE double driftX(double x, double y) { return -x - 2 * y; }
OPAQUE double driftY(double x, double y) { return -y + 2 * x; }
OPAQUE double tensorXX(double, double) { return xx; }
OPAQUE double tensorXY(double, double) { return xy; }
OPAQUE double tensorYY(double, double) { return yy; }
}  // namespace rotation
lattice::Problem told{0, rotation::lower, rotation::upper, rotation::driftX, rotation::driftY,
                      rotation::tensorXX, rotation::tensorXY, rotation::tensorYY, false, false};

// P4 by a program that is told drift and D as functions and finds the rest out: directions, D^-1 mu along all faces, and
// the chains of cells along oblique directions, which are copied into panels and back. With `sameTensor` D is told as
// numbers, with `affine` it is looked for whether the drift is.
inline Case toldRotationCase(int cells, int steps, bool sameTensor, bool affine) {
  auto mass = std::make_shared<Array>();
  auto setup = std::make_shared<double>(0);
  auto estimate = std::make_shared<double>(0);
  const auto run = [=] {
    const double start = milliseconds();
    lattice::Problem problem = told;
    problem.cells = cells;
    problem.sameTensor = sameTensor;
    problem.affine = affine;
    std::vector<lattice::Faces> faces = lattice::facesOf(problem);
    lattice::work(problem, faces);
    lattice::rates(faces, cells);
    const double dt = rotation::end / steps;
    std::vector<Sweep> xs, ys;
    std::vector<lattice::Chains> oblique;
    std::vector<std::vector<Sweep>> along;
    for (const lattice::Faces& own : faces) {
      const bool isX = own.step == lattice::Step{1, 0}, isY = own.step == lattice::Step{0, 1};
      if (!isX && !isY) {
        oblique.emplace_back(own, cells);
        along.emplace_back();
        for (int m = 1; m <= 3; m++) along.back().push_back(oblique.back().factor(0.25 * dt / m));
        continue;
      }
      const lattice::LineRates lines = lattice::alongAxis(own, cells);
      for (int m = 1; m <= 3; m++)
        (isX ? xs : ys).push_back(factorRows(lines.forward, lines.backward, cells, 0.25 * dt / m));
    }
    Field field(Layout::rows, cells, rotation::initialMass(cells));
    *setup = milliseconds() - start;
    Array panels;
    *estimate = extrapolate(field, cells, steps, [&](Field& candidate, int m) {
      for (int part = 0; part < m; part++) {
        for (std::size_t k = 0; k < oblique.size(); k++) {
          // with one direction, the last sweep of a substep and the first of the next are the same
          const int times = part > 0 && oblique.size() == 1 ? 2 : 1;
          oblique[k].sweepOver(candidate.settled().data(), along[k][m - 1], times, panels);
        }
        candidate.sweep(xs[m - 1], false);
        candidate.sweep(ys[m - 1], true, 2);
        candidate.sweep(xs[m - 1], false);
        if (part + 1 < m && oblique.size() == 1) continue;
        for (std::size_t k = oblique.size(); k-- > 0;)
          oblique[k].sweepOver(candidate.settled().data(), along[k][m - 1], 1, panels);
      }
    });
    *mass = field.rows();
  };
  return {run, [=] { return rotationFigures(*mass, cells, steps, *estimate); }, [setup] { return *setup; }};
}
