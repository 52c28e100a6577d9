// A square field on the two layouts, and the extrapolation of a symmetric splitting on it.
#pragma once
#include "diagonal.hpp"

enum class Layout { rows, panels };

// A field on the two layouts, ready for sweeps along x and y; `turned` when the lines run along y.
class Field {
  Layout layout;
  int cells;
  Array values, other, work;
  bool turned = false;

  void turn() {
    if (layout == Layout::rows) transposeRows(values.data(), other.data(), cells);
    else transposePanels(values.data(), other.data(), cells);
    values.swap(other);
    turned = !turned;
  }

 public:
  Field(Layout layout, int cells, const Array& rows)
      : layout(layout), cells(cells), values(layout == Layout::rows ? rows : rowsToPanels(rows, cells)),
        other(rows.size()) {}

  void sweep(const Sweep& sweep, bool alongY, int times = 1) {
    if (turned != alongY) turn();
    if (layout == Layout::panels) return sweepPanels(values.data(), sweep, cells, 2, times, work);
    sweepRows(values.data(), sweep, cells, 2, times, work);
  }

  // Along the diagonals of the plane; for rows only.
  void sweepAlongDiagonals(const Sweep& sweep, int times = 1) {
    if (turned) turn();
    sweepDiagonals(values.data(), sweep, cells, 2, times, work);
  }

  Array rows() {
    if (turned) turn();
    return layout == Layout::rows ? values : panelsToRows(values, cells);
  }
  void copyFrom(const Field& from) {
    values = from.values;
    turned = from.turned;
  }
  // Ends along x, so that fields of different histories can be combined cell by cell.
  Array& settled() {
    if (turned) turn();
    return values;
  }
};

// Steps of a symmetric splitting with 1, 2 and 3 substeps from the same start: (9 S(dt/3)^3 - 4 S(dt/2)^2) / 5 is kept.
// `substeps(candidate, m)` does m substeps. Returns the estimated error, summed over the steps.
template <class Substeps>
double extrapolate(Field& field, int cells, int steps, const Substeps& substeps) {
  Field candidates[3] = {field, field, field};
  double estimate = 0;
  for (int k = 0; k < steps; k++) {
    for (int m = 1; m <= 3; m++) {
      candidates[m - 1].copyFrom(field);
      substeps(candidates[m - 1], m);
    }
    double* NO_ALIAS out = field.settled().data();
    const double* NO_ALIAS c1 = candidates[0].settled().data();
    const double* NO_ALIAS c2 = candidates[1].settled().data();
    const double* NO_ALIAS c3 = candidates[2].settled().data();
    double error[LANES] = {};
    for (int c = 0; c < cells * cells; c += LANES)
      for (int lane = 0; lane < LANES; lane++) {
        const double a = c1[c + lane], b = c2[c + lane], d = c3[c + lane];
        out[c + lane] = 1.8 * d - 0.8 * b;
        error[lane] += std::fabs(a / 24 - b * (4.0 / 15) + d * (9.0 / 40));
      }
    for (double e : error) estimate += e;
  }
  return estimate;
}
