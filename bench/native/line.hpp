// One line: implicit steps with a prefactored tridiagonal; masses change by face fluxes, so that mass telescopes.
#pragma once
#include "reference.hpp"

class Line {
  Array up, down;  // forward and backward rate, each times a and over the pivot
  Array y;

 public:
  Line(const Array& forward, const Array& backward, double a) : up(forward), down(backward), y(forward.size()) {
    double s = 1 + a * backward[0], pivot = s;
    for (std::size_t i = 0; i < up.size(); i++) {
      if (i > 0) s = 1 + a * backward[i] * s / pivot;
      pivot = s + a * forward[i];
      const double inverse = a / pivot;
      up[i] = forward[i] * inverse;
      down[i] = backward[i] * inverse;
    }
  }

  // out = right + weight a A x, where (I - a A) x = right: weight 1 is backward Euler, 2 is Crank-Nicolson.
  // Both recurrences are one fused multiply-add deep. out may be right.
  void solve(const double* right, double* out, double weight) {
    const int cells = static_cast<int>(y.size());
    double carry = right[0];
    y[0] = carry;
    for (int i = 1; i < cells; i++) y[i] = carry = right[i] + up[i - 1] * carry;
    double u = 0, above = 0;
    for (int i = cells - 1; i >= 0; i--) {
      const double flux = up[i] * (y[i] + u) - u;
      if (i + 1 < cells) out[i + 1] = above + weight * flux;
      above = right[i] - weight * flux;
      u = down[i] * y[i] + down[i] * u;
    }
    out[0] = above - weight * u;
  }
};
