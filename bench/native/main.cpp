// A long-lived process that runs the reference cases on request, so that a benchmark can interleave both sides.
//
//   native REFERENCE_DIRECTORY
//   > run NAME REPETITIONS [parameter=value ...]      (`time` instead of `run` leaves the accuracy out)
//   < {"name": ..., "milliseconds": {"median", "min", "max", "samples", "setup"}, "accuracy": {...}}
//
// `cases` lists the names, the end of input ends the process, an unknown request answers {"error": ...}.
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <iomanip>
#include <iostream>
#include <sstream>

#include "cases.hpp"
#include "kernels.hpp"
#include "particles.hpp"
#include "rotation-case.hpp"

using Maker = std::function<Case(const Parameters&)>;

static std::map<std::string, Maker> makers() {
  const auto steps = [](const Parameters& p, int otherwise) { return static_cast<int>(parameter(p, "n", otherwise)); };
  const auto count = [](const Parameters& p) { return static_cast<int>(parameter(p, "particles", 1e5)); };
  const auto wellAverages = [] { return loadReference("p2-averages-1024.npy", 1024); };
  const auto line = [=](const LineProblem& problem, bool trBdf2, std::function<Array()> averages) -> Maker {
    return [=, &problem](const Parameters& p) { return lineCase(problem, trBdf2, steps(p, 100), averages); };
  };
  std::map<std::string, Maker> all{
      {"p1-crank-nicolson", line(ornsteinUhlenbeck, false, ornsteinUhlenbeckAverages)},
      {"p1-tr-bdf2", line(ornsteinUhlenbeck, true, ornsteinUhlenbeckAverages)},
      {"p2-crank-nicolson", line(doubleWell, false, wellAverages)},
      {"p2-tr-bdf2", line(doubleWell, true, wellAverages)},
      {"p4-128-extrapolated", [=](const Parameters& p) { return rotationCase(128, steps(p, 5)); }},
      {"p4-128-told",
       [=](const Parameters& p) {
         return toldRotationCase(128, steps(p, 5), parameter(p, "same", 0) > 0, parameter(p, "affine", 0) > 0);
       }},
      {"p5-ring", [](const Parameters&) { return tiltedRingCase(); }},
      {"p6-particles", [=](const Parameters& p) { return particlesCase(count(p), steps(p, 1000)); }},
      {"p6-blocks", [=](const Parameters& p) { return particleBlocksCase(count(p), steps(p, 1000)); }},
  };
  const std::map<std::string, Splitting> splittings{
      {"-strang", Splitting::plain}, {"-paired", Splitting::paired}, {"-extrapolated", Splitting::extrapolated}};
  const std::map<std::string, Layout> layouts{{"", Layout::rows}, {"-panels", Layout::panels}};
  for (const auto& [ending, splitting] : splittings)
    for (const auto& [layoutEnding, layout] : layouts)
      for (const int cells : {128, 256})
        all["p3-" + std::to_string(cells) + ending + layoutEnding] = [=, s = splitting, l = layout](auto& p) {
          return twoWellsCase(s, l, cells, steps(p, s == Splitting::extrapolated ? 10 : 50));
        };
  const std::map<std::string, Kernel> kernels{{"explicit", Kernel::explicitStep},
                                              {"sweep", Kernel::sweep},
                                              {"sweep-transpose", Kernel::sweepTranspose},
                                              {"sweep-panels", Kernel::sweepPanels},
                                              {"sweep-transpose-panels", Kernel::sweepTransposePanels}};
  for (const auto& [name, kernel] : kernels)
    for (const int cells : {256, 1024})
      all["kernel-" + name + "-" + std::to_string(cells)] = [=, k = kernel](const Parameters& p) {
        return kernelCase(k, cells, steps(p, cells == 256 ? 64 : 4));
      };
  return all;
}

static void print(std::ostream& out, const Figures& figures) {
  const char* separator = "";
  for (const auto& [name, value] : figures) {
    out << separator << '"' << name << "\":" << value;
    separator = ",";
  }
}

int main(int argc, char** argv) {
#if defined(__SSE2__)
  _mm_setcsr(_mm_getcsr() | 0x8040);  // denormals count as zero, or tails slow the sweeps fifty times
#endif
  if (argc > 1) referenceDirectory = argv[1];
  std::cout << std::setprecision(17);
  const auto all = makers();
  std::map<std::pair<std::string, Parameters>, Case> warm;
  std::string text;
  while (std::getline(std::cin, text)) {
    std::istringstream request(text);
    std::string verb, name, setting;
    int repetitions = 1;
    request >> verb >> name >> repetitions;
    try {
      if (verb == "cases") {
        std::cout << "[";
        const char* separator = "";
        for (const auto& entry : all) {
          std::cout << separator << '"' << entry.first << '"';
          separator = ",";
        }
        std::cout << "]" << std::endl;
        continue;
      }
      const bool known = (verb == "run" || verb == "time") && all.find(name) != all.end() && repetitions > 0;
      if (!known) throw std::runtime_error("unknown request");
      Parameters parameters;
      while (request >> setting) {
        const std::size_t equals = setting.find('=');
        if (equals == std::string::npos) throw std::runtime_error("a parameter is name=value");
        parameters[setting.substr(0, equals)] = std::stod(setting.substr(equals + 1));
      }
      const auto key = std::make_pair(name, parameters);
      if (warm.find(key) == warm.end()) {
        warm.clear();  // one case at a time: the memory of others would only spoil the caches
        warm[key] = all.at(name)(parameters);
        warm[key].run();
      }
      Case& timed = warm[key];
      std::vector<double> samples, setups;
      for (int k = 0; k < repetitions; k++) {
        const double start = milliseconds();
        timed.run();
        samples.push_back(milliseconds() - start);
        setups.push_back(timed.setupMilliseconds());
      }
      std::sort(samples.begin(), samples.end());
      std::sort(setups.begin(), setups.end());
      std::cout << "{\"name\":\"" << name << "\",\"milliseconds\":{";
      print(std::cout, {{"median", samples[samples.size() / 2]},
                        {"min", samples.front()},
                        {"max", samples.back()},
                        {"samples", static_cast<double>(samples.size())},
                        {"setup", setups[setups.size() / 2]}});
      std::cout << "},\"accuracy\":{";
      if (verb == "run") print(std::cout, timed.accuracy());
      std::cout << "}}" << std::endl;
    } catch (const std::exception& error) {
      std::cout << "{\"error\":\"" << error.what() << "\"}" << std::endl;
    }
  }
}
