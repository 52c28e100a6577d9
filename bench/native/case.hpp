// What can be asked for by name: work to repeat, and the accuracy of what it last produced.
#pragma once
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

using Figures = std::map<std::string, double>;
using Parameters = std::map<std::string, double>;

struct Case {
  std::function<void()> run;
  std::function<Figures()> accuracy;
  std::function<double()> setupMilliseconds = [] { return 0.0; };
};

inline double milliseconds() {
  using namespace std::chrono;
  return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

inline double parameter(const Parameters& given, const std::string& name, double otherwise) {
  const auto found = given.find(name);
  return found == given.end() ? otherwise : found->second;
}
