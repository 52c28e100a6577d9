// A full tensor D on a square with reflecting walls, told as functions: Selling's decomposition of D in every cell, the
// faces along the directions that turn up, D^-1 mu along each of them, and the chains of cells that they join.
#pragma once
#include <algorithm>
#include <array>
#include <map>

#include "sweeps.hpp"

namespace lattice {
using Function = double (*)(double, double);

// d rho/dt = -div(mu rho - D grad rho)
struct Problem {
  int cells;
  double lower, upper;
  Function driftX, driftY, xx, xy, yy;
  // What may be looked for: that D is the same everywhere (it is told as numbers), and that mu is affine.
  bool sameTensor, affine;

  double width() const { return (upper - lower) / cells; }
  double center(std::size_t i) const { return lower + (static_cast<double>(i) + 0.5) * width(); }
};

using Step = std::pair<int, int>;

// D = sum of weight e e' with e in cells, by reducing a superbase until it is obtuse (Selling, 1874).
inline std::vector<std::pair<Step, double>> selling(double xx, double xy, double yy) {
  std::array<Step, 3> base{Step{1, 0}, Step{0, 1}, Step{-1, -1}};
  const auto inner = [&](Step p, Step q) {
    return p.first * (xx * q.first + xy * q.second) + p.second * (xy * q.first + yy * q.second);
  };
  for (;;) {
    int worst = 0;
    double products[3];
    for (int k = 0; k < 3; k++) {
      products[k] = inner(base[k], base[(k + 1) % 3]);
      if (products[k] > products[worst]) worst = k;
    }
    if (products[worst] <= 0) {
      std::vector<std::pair<Step, double>> found;
      for (int k = 0; k < 3; k++) {
        const Step v = base[(k + 2) % 3];
        Step e{-v.second, v.first};
        if (e.first < 0 || (e.first == 0 && e.second < 0)) e = {-e.first, -e.second};
        if (products[k] < 0) found.push_back({e, -products[k]});
      }
      return found;
    }
    const Step u = base[worst], v = base[(worst + 1) % 3];
    base = {Step{-u.first, -u.second}, v, Step{u.first - v.first, u.second - v.second}};
  }
}

// The faces along one direction: `forward` leads from `lower` to `upper`, `backward` back.
struct Faces {
  Step step;
  std::vector<int> lower, upper;
  Array weight, peclet, forward, backward;
};

inline std::vector<Faces> facesOf(const Problem& problem) {
  const int n = problem.cells;
  const double square = problem.width() * problem.width();
  std::map<Step, Array> weights;
  for (const Step& axis : {Step{1, 0}, Step{0, 1}}) weights[axis] = Array(static_cast<std::size_t>(n) * n, 0.0);
  double known[3] = {0, 0, 0};
  std::vector<std::pair<Step, double>> parts;
  std::vector<Array*> into;
  for (int i = 0, c = 0; i < n; i++)
    for (int j = 0; j < n; j++, c++) {
      if (c == 0 || !problem.sameTensor) {
        const double x = problem.center(i), y = problem.center(j);
        const double D[3] = {problem.xx(x, y) / square, problem.xy(x, y) / square, problem.yy(x, y) / square};
        if (c == 0 || D[0] != known[0] || D[1] != known[1] || D[2] != known[2]) {
          parts = selling(D[0], D[1], D[2]);
          into.clear();
          for (const auto& [step, weight] : parts) {
            Array& own = weights[step];
            if (own.empty()) own.assign(static_cast<std::size_t>(n) * n, 0.0);
            into.push_back(&own);
          }
          std::copy(D, D + 3, known);
        }
      }
      for (std::size_t k = 0; k < parts.size(); k++) (*into[k])[c] = parts[k].second;
    }
  std::vector<Faces> all;
  for (const auto& [step, weight] : weights) {
    const auto [a, b] = step;
    Faces faces;
    faces.step = step;
    const std::size_t most = static_cast<std::size_t>(n) * n;
    for (auto* list : {&faces.lower, &faces.upper}) list->reserve(most);
    faces.weight.reserve(most);
    for (int i = 0; i + a < n; i++)
      for (int j = std::max(0, -b); j + std::max(0, b) < n; j++) {
        const int c = i * n + j, to = c + a * n + b;
        const double mean = 0.5 * (weight[c] + weight[to]);
        if (!(mean > 0)) continue;
        faces.lower.push_back(c);
        faces.upper.push_back(to);
        faces.weight.push_back(mean);
      }
    all.push_back(std::move(faces));
  }
  return all;
}

// An affine function of the place: its value in the middle of the square and its slopes.
struct Affine {
  double value, alongX, alongY;
};

// mu when it is affine, told by the corners and by a point in every cell, in each at another place; else nothing.
inline std::vector<Affine> affineDrift(const Problem& problem) {
  const std::size_t n = static_cast<std::size_t>(problem.cells);
  const double h = problem.width(), steps[2] = {0.7548776662466927, 0.5698402909980532};
  const double first = problem.center(0), last = problem.center(n - 1), middle = 0.5 * (first + last);
  std::vector<Affine> found;
  for (const Function drift : {problem.driftX, problem.driftY}) {
    const double a = drift(first, first), b = drift(first, last), c = drift(last, first), d = drift(last, last);
    const double largest = std::max({std::fabs(a), std::fabs(b), std::fabs(c), std::fabs(d)}), bound = 1.8e-15 * largest;
    const double across = last - first;
    const Affine own{0.25 * (a + b + c + d), 0.5 * (c - a + (d - b)) / across, 0.5 * (b - a + (d - c)) / across};
    if (!(std::fabs(a - b - c + d) <= 2 * bound)) return {};
    double u = 0, v = 0;
    for (std::size_t i = 0; i < n; i++)
      for (std::size_t j = 0; j < n; j++) {
        u += steps[0] - std::floor(u + steps[0] + 0.5);
        v += steps[1] - std::floor(v + steps[1] + 0.5);
        const double x = problem.center(i) + u * h, y = problem.center(j) + v * h;
        const double expected = own.value + own.alongX * (x - middle) + own.alongY * (y - middle);
        if (!(std::fabs(drift(x, y) - expected) <= bound)) return {};
      }
    found.push_back(own);
  }
  return found;
}

// Pe = integral of D^-1 mu . dl along every face: by five Gauss nodes, or from the middle.
inline void work(const Problem& problem, std::vector<Faces>& all) {
  constexpr double nodes[5] = {0.04691007703066802, 0.23076534494715845, 0.5, 0.76923465505284155, 0.95308992296933198};
  constexpr double weights[5] = {0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324,
                                 0.11846344252809454};
  const double h = problem.width();
  const int n = problem.cells;
  const std::vector<Affine> affine = problem.affine ? affineDrift(problem) : std::vector<Affine>();
  const double same[3] = {problem.xx(0, 0), problem.xy(0, 0), problem.yy(0, 0)};
  const double middle = 0.5 * (problem.lower + problem.upper);
  for (Faces& faces : all) {
    const double ex = faces.step.first * h, ey = faces.step.second * h;
    const auto along = [&](const double* D, double muX, double muY) {
      return ((D[2] * muX - D[1] * muY) * ex + (D[0] * muY - D[1] * muX) * ey) / (D[0] * D[2] - D[1] * D[1]);
    };
    faces.peclet.resize(faces.lower.size());
    for (std::size_t k = 0; k < faces.lower.size(); k++) {
      const int c = faces.lower[k];
      const double left = problem.center(c / n), bottom = problem.center(c % n);
      if (!affine.empty() && problem.sameTensor) {
        const double x = left + 0.5 * ex - middle, y = bottom + 0.5 * ey - middle;
        const auto at = [&](const Affine& mu) { return mu.value + mu.alongX * x + mu.alongY * y; };
        faces.peclet[k] = along(same, at(affine[0]), at(affine[1]));
        continue;
      }
      double sum = 0;
      for (int g = 0; g < 5; g++) {
        const double x = left + nodes[g] * ex, y = bottom + nodes[g] * ey;
        if (problem.sameTensor) {
          sum += weights[g] * along(same, problem.driftX(x, y), problem.driftY(x, y));
          continue;
        }
        const double D[3] = {problem.xx(x, y), problem.xy(x, y), problem.yy(x, y)};
        sum += weights[g] * along(D, problem.driftX(x, y), problem.driftY(x, y));
      }
      faces.peclet[k] = sum;
    }
  }
}

// The work around a cell-sized square, at most, over the largest Pe and times the cells across.
inline double circulation(const std::vector<Faces>& all, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  Array x(n * n, 0.0), y(n * n, 0.0);
  for (const Faces& faces : all) {
    Array* own = faces.step == Step{1, 0} ? &x : faces.step == Step{0, 1} ? &y : nullptr;
    for (std::size_t k = 0; own && k < faces.lower.size(); k++) (*own)[faces.lower[k]] = faces.peclet[k];
  }
  double largest = 0, strongest = 0;
  for (std::size_t i = 0; i < n; i++)
    for (std::size_t j = 0; j < n; j++) {
      const std::size_t c = i * n + j;
      strongest = std::max({strongest, std::fabs(x[c]), std::fabs(y[c])});
      if (i + 1 < n && j + 1 < n) largest = std::max(largest, std::fabs(x[c] + y[c + n] - x[c + 1] - y[c]));
    }
  return strongest > 0 ? largest / strongest * cells : 0;
}

// Against the drift: exponential fitting, taken by `central` towards the central weight, cut at 0.
inline double against(double size, double central) {
  const double fitted = bernoulli(size);
  return fitted + central * (std::max(0.0, 1 - 0.5 * size) - fitted);
}

inline void rates(std::vector<Faces>& all, int cells) {
  const double turning = circulation(all, cells), square = turning * turning;
  const double central = 0.5 * square / (square + 1e-4);
  for (Faces& faces : all) {
    faces.forward.resize(faces.lower.size());
    faces.backward.resize(faces.lower.size());
    for (std::size_t k = 0; k < faces.lower.size(); k++) {
      const double pe = faces.peclet[k], size = std::fabs(pe), back = against(size, central);
      faces.forward[k] = faces.weight[k] * (pe < 0 ? back : back + size);
      faces.backward[k] = faces.weight[k] * (pe < 0 ? back + size : back);
    }
  }
}

// The chains of cells along one direction, the longest first, in panels of LANES of them; -1 is an empty place.
struct Chains {
  std::vector<int> cell, counts;
  Array forward, backward;
  mutable Array work;

  Chains(const Faces& faces, int cells) {
    const std::size_t size = static_cast<std::size_t>(cells) * cells;
    std::vector<int> above(size, -1), below(size, -1), order, list, ends;
    for (std::size_t k = 0; k < faces.lower.size(); k++) {
      above[faces.lower[k]] = static_cast<int>(k);
      below[faces.upper[k]] = static_cast<int>(k);
    }
    for (std::size_t c = 0; c < size; c++) {
      if (below[c] >= 0 || above[c] < 0) continue;
      int at = static_cast<int>(c);
      for (; above[at] >= 0; at = faces.upper[above[at]]) list.push_back(at);
      list.push_back(at);
      order.push_back(static_cast<int>(ends.size()));
      ends.push_back(static_cast<int>(list.size()));
    }
    const auto start = [&](int chain) { return chain > 0 ? ends[chain - 1] : 0; };
    std::stable_sort(order.begin(), order.end(),
                     [&](int one, int other) { return ends[one] - start(one) > ends[other] - start(other); });
    for (std::size_t first = 0; first < order.size(); first += LANES) {
      const int count = ends[order[first]] - start(order[first]);
      const std::size_t from = cell.size();
      counts.push_back(count);
      cell.resize(from + static_cast<std::size_t>(count) * LANES, -1);
      forward.resize(cell.size(), 0.0);
      backward.resize(cell.size(), 0.0);
      for (std::size_t lane = 0; lane < LANES && first + lane < order.size(); lane++) {
        const int chain = order[first + lane];
        for (int at = start(chain), place = 0; at < ends[chain]; at++, place++) {
          const int c = list[at];
          const std::size_t p = from + static_cast<std::size_t>(place) * LANES + lane;
          cell[p] = c;
          forward[p] = above[c] < 0 ? 0 : faces.forward[above[c]];
          backward[p] = below[c] < 0 ? 0 : faces.backward[below[c]];
        }
      }
    }
  }

  Sweep factor(double a) const {
    Sweep sweep{Array(cell.size()), Array(cell.size())};
    std::size_t at = 0;
    for (const int count : counts) {
      double ratio[LANES];
      std::fill(ratio, ratio + LANES, 1.0);
      for (int i = 0; i < count; i++, at += LANES)
        for (int lane = 0; lane < LANES; lane++) {
          const double s = 1 + a * backward[at + lane] * ratio[lane], inverse = 1 / (s + a * forward[at + lane]);
          ratio[lane] = s * inverse;
          sweep.up[at + lane] = a * forward[at + lane] * inverse;
          sweep.down[at + lane] = a * backward[at + lane] * inverse;
        }
    }
    return sweep;
  }

  // Crank-Nicolson along the chains of a field in cell order, `times` times over.
  void sweepOver(double* NO_ALIAS cells, const Sweep& sweep, int times, Array& panels) const {
    panels.resize(cell.size());
    for (std::size_t k = 0; k < cell.size(); k++) panels[k] = cell[k] < 0 ? 0 : cells[cell[k]];
    work.resize(counts.empty() ? 0 : static_cast<std::size_t>(counts[0]) * LANES);
    std::size_t at = 0;
    for (const int count : counts) {
      for (int k = 0; k < times; k++)
        sweepPanel(&panels[at], &sweep.up[at], &sweep.down[at], count, 2, work.data());
      at += static_cast<std::size_t>(count) * LANES;
    }
    for (std::size_t k = 0; k < cell.size(); k++)
      if (cell[k] >= 0) cells[cell[k]] = panels[k];
  }
};

// Rates of an axis as sweeps along it want them: [x][y] along x, [y][x] along y.
struct LineRates {
  Array forward, backward;
};

inline LineRates alongAxis(const Faces& faces, int cells) {
  const std::size_t n = static_cast<std::size_t>(cells);
  LineRates rates{Array(n * n, 0.0), Array(n * n, 0.0)};
  const bool turned = faces.step.first == 0;
  const auto place = [&](int c) {
    const std::size_t i = static_cast<std::size_t>(c) / n, j = static_cast<std::size_t>(c) % n;
    return turned ? j * n + i : i * n + j;
  };
  for (std::size_t k = 0; k < faces.lower.size(); k++) {
    rates.forward[place(faces.lower[k])] = faces.forward[k];
    rates.backward[place(faces.upper[k])] = faces.backward[k];
  }
  return rates;
}
}  // namespace lattice
