// Reference densities: float64 .npy files in C order, and the L1 distance to them.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using Array = std::vector<double>;

inline std::string referenceDirectory = "test/reference";

inline Array loadReference(const std::string& name, std::size_t size) {
  std::ifstream file(referenceDirectory + "/" + name, std::ios::binary);
  char head[10];
  if (!file.read(head, 10) || std::memcmp(head, "\x93NUMPY\x01", 7) != 0)
    throw std::runtime_error("cannot read " + name);
  const std::size_t headerLength = static_cast<unsigned char>(head[8]) + 256u * static_cast<unsigned char>(head[9]);
  std::string header(headerLength, ' ');
  file.read(header.data(), static_cast<std::streamsize>(headerLength));
  if (header.find("'<f8'") == std::string::npos || header.find("'fortran_order': False") == std::string::npos)
    throw std::runtime_error(name + " is not float64 in C order");
  Array values(size);
  if (!file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(size * sizeof(double))))
    throw std::runtime_error(name + " is too short");
  return values;
}

// Cells are masses; the reference is a density: sum of |mass - volume * reference|.
inline double l1Distance(const Array& mass, const Array& reference, double volume) {
  double sum = 0;
  for (std::size_t c = 0; c < mass.size(); c++) sum += std::fabs(mass[c] - volume * reference[c]);
  return sum;
}

// Averages over blocks of factor x factor cells of a square field.
inline Array coarsen(const Array& fine, int cells, int factor) {
  const int coarse = cells / factor;
  Array out(static_cast<std::size_t>(coarse) * coarse, 0.0);
  for (int i = 0; i < cells; i++)
    for (int j = 0; j < cells; j++)
      out[static_cast<std::size_t>(i / factor) * coarse + j / factor] +=
          fine[static_cast<std::size_t>(i) * cells + j] / (factor * factor);
  return out;
}
