// Single kernels at 256 x 256 and 1024 x 1024, for cells per second.
#pragma once
#include "case.hpp"
#include "problems.hpp"
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

enum class Kernel { explicitStep, sweep, sweepTranspose, sweepPanels, sweepTransposePanels };

// One application of a kernel to P3's rates; its figures carry the number of cells.
inline Case kernelCase(Kernel kernel, int cells, int applications) {
  const std::size_t n = static_cast<std::size_t>(cells);
  const twoWells::Rates rates = twoWells::discretize(cells);
  const double h = (twoWells::upper - twoWells::lower) / cells;
  const bool panels = kernel == Kernel::sweepPanels || kernel == Kernel::sweepTransposePanels;
  const auto padded = [&](const Array& inner) {
    Array outer(inner.size() + 2 * n, 0.0);
    std::copy(inner.begin(), inner.end(), outer.begin() + static_cast<long>(n));
    return outer;
  };
  if (kernel == Kernel::explicitStep) {
    const double dt = 0.2 * h * h / twoWells::D;
    auto data = std::make_shared<std::vector<Array>>();
    Array turned(n * n);
    const auto scaled = [&](const Array& from, bool turn) {
      Array inner = from;
      if (turn) transposeRows(from.data(), inner.data(), cells);
      for (double& rate : inner) rate *= dt;
      return padded(inner);
    };
    *data = {padded(twoWells::initialMass(cells)), padded(turned), scaled(rates.forwardX, false),
             scaled(rates.backwardX, false), scaled(rates.forwardY, true), scaled(rates.backwardY, true)};
    const auto run = [=] {
      for (int k = 0; k < applications; k++) {
        Array* a = data->data();
        explicitStep(a[0].data(), a[1].data(), a[2].data(), a[3].data(), a[4].data(), a[5].data(), n);
        a[0].swap(a[1]);
      }
    };
    const auto accuracy = [=] {
      double total = 0;
      for (double m : (*data)[0]) total += m;
      return Figures{{"massError", std::fabs(total - 1)}, {"cells", static_cast<double>(n * n * applications)}};
    };
    return {run, accuracy};
  }
  Sweep sweep = factorRows(rates.forwardX, rates.backwardX, cells, 0.01);
  if (panels) sweep = {rowsToPanels(sweep.up, cells), rowsToPanels(sweep.down, cells)};
  const bool transposes = kernel == Kernel::sweepTranspose || kernel == Kernel::sweepTransposePanels;
  struct State {
    Array field, other, work;
    Sweep sweep;
  };
  const Array start = twoWells::initialMass(cells);
  auto state = std::make_shared<State>(
      State{panels ? rowsToPanels(start, cells) : start, Array(n * n), Array(), std::move(sweep)});
  const auto run = [=] {
    for (int k = 0; k < applications; k++) {
      State& s = *state;
      if (panels) sweepPanels(s.field.data(), s.sweep, cells, 2, 1, s.work);
      else sweepRows(s.field.data(), s.sweep, cells, 2, 1, s.work);
      if (!transposes) continue;
      if (panels) transposePanels(s.field.data(), s.other.data(), cells);
      else transposeRows(s.field.data(), s.other.data(), cells);
      s.field.swap(s.other);
    }
  };
  const auto accuracy = [=] {
    double total = 0;
    for (double m : state->field) total += m;
    return Figures{{"massError", std::fabs(total - 1)}, {"cells", static_cast<double>(n * n * applications)}};
  };
  return {run, accuracy};
}
