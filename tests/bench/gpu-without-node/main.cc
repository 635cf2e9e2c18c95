/** gpu-bench: checks and times a GPU without Node; see README.md. */
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include "cuda/device.h"
#include "report.h"

namespace {

enum Status { ALL_WELL = 0, WRONG = 1, USAGE = 2, NO_GPU = 3 };

constexpr char HELP[] =
    "usage: gpu-bench KERNELS.fatbin [--json] [--seconds N] [--networks LIST] [--sets LIST] [--pictures N]\n"
    "  checks the GPU's training against the float64 reference, then times epochs\n"
    "  --seconds N      time limit: no epoch is started after N seconds of timing; 120 by default, 0: conformance only\n"
    "  --networks LIST  of course,four-block,hands; hands is checked but not timed\n"
    "  --sets LIST      how many networks are timed at once; 1,8,64,1024 by default\n"
    "  --pictures N     pictures in an epoch; 1080 by default\n"
    "  --json           one JSON object instead of lines\n"
    "SIGNS_LAB_CUDA_LIBRARY: another driver library; SIGNS_LAB_GPU_PATIENCE: seconds to wait for a GPU that does not answer, 60 by default\n";

/** From the environment, as for the lab. */
std::string setting(const char* name, const char* otherwise) {
  const char* given = getenv(name);
  return given && *given ? given : otherwise;
}

#if defined(_WIN32)
constexpr const char* DRIVER = "nvcuda.dll";
#else
constexpr const char* DRIVER = "libcuda.so.1";
#endif

struct Arguments {
  const char* fatbin = nullptr;
  bool json = false;
  double seconds = 120;
  /** Empty: all. */
  std::vector<std::string> networks;
  std::vector<int> sets = {1, 8, 64, 1024};
  int pictures = 1080;
  std::string library;
  double patience = 0;

  bool wants(const Network& network) const {
    return networks.empty() || std::find(networks.begin(), networks.end(), network.name) != networks.end();
  }
};

std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts = {""};
  for (const char c : list) {
    if (c == ',') parts.emplace_back();
    else parts.back() += c;
  }
  return parts;
}

/** @throws std::logic_error unless the text is a number from `least` to `most`. */
double number(const std::string& text, double least, double most) {
  size_t used = 0;
  const double value = std::stod(text, &used);
  if (used == text.size() && value >= least && value <= most) return value;
  throw std::invalid_argument(text);
}

/** @throws std::logic_error unless the text is a whole number from 1 to `most`. */
int count(const std::string& text, int most) {
  const double value = number(text, 1, most);
  if (value == int(value)) return int(value);
  throw std::invalid_argument(text);
}

/** @throws std::logic_error unless CASES has it. */
std::string network(const std::string& name) {
  for (const Case& one : CASES) {
    if (name == one.network.name) return name;
  }
  throw std::invalid_argument(name);
}

/** @throws std::logic_error for arguments that HELP does not have. */
Arguments read(const std::vector<const char*>& given) {
  Arguments arguments;
  arguments.library = setting("SIGNS_LAB_CUDA_LIBRARY", DRIVER);
  arguments.patience = number(setting("SIGNS_LAB_GPU_PATIENCE", "60"), 1e-3, 86400);
  for (size_t i = 0; i < given.size(); i++) {
    const std::string name = given[i];
    const auto value = [&] { return i + 1 < given.size() ? std::string(given[++i]) : throw std::invalid_argument(name); };
    if (name == "--json") arguments.json = true;
    else if (name == "--seconds") arguments.seconds = number(value(), 0, 86400);
    else if (name == "--pictures") arguments.pictures = count(value(), 100000);
    else if (name == "--networks") for (const std::string& part : parts_of(value())) arguments.networks.push_back(network(part));
    else if (name == "--sets") {
      arguments.sets.clear();
      for (const std::string& part : parts_of(value())) arguments.sets.push_back(count(part, 4096));
    } else if (name[0] != '-' && !arguments.fatbin) arguments.fatbin = given[i];
    else throw std::invalid_argument(name);
  }
  if (!arguments.fatbin) throw std::invalid_argument("");
  return arguments;
}

std::vector<char> bytes_of(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/** All that the driver sees; the kernels run on the first. */
std::vector<Gpu> gpus() {
  const gpu::Driver& driver = gpu::device().driver();
  std::vector<Gpu> all;
  int count = 0;
  if (driver.device_count(&count) != gpu::SUCCESS) return all;
  for (int i = 0; i < count; i++) {
    int device = 0, major = 0, minor = 0;
    char name[256] = {};
    Gpu one;
    driver.device_get(&device, i);
    driver.device_name(name, sizeof(name) - 1, device);
    driver.device_memory(&one.memory, device);
    driver.device_attribute(&major, gpu::ATTRIBUTE_MAJOR, device);
    driver.device_attribute(&minor, gpu::ATTRIBUTE_MINOR, device);
    driver.driver_version(&one.driver);
    one.name = name;
    one.capability = 10 * major + minor;
    all.push_back(one);
  }
  return all;
}

class Bench {
 public:
  explicit Bench(const Arguments& arguments) : arguments_(arguments) {}

  Status run() {
    std::vector<char> kernels = bytes_of(arguments_.fatbin);
    if (kernels.empty()) {
      fprintf(stderr, "%s cannot be read: give the path of native-bridge/fused/cuda/kernels.fatbin.\n", arguments_.fatbin);
      return USAGE;
    }
    const auto obstacle = gpu::device().open(arguments_.library.c_str(), std::move(kernels), arguments_.patience, found_.obstacle);
    if (gpu::device().driver().error_text) found_.gpus = gpus(); // the last function to be found, so the driver has all
    for (size_t i = 0; i < found_.gpus.size(); i++) say(line_of(found_.gpus[i], i));
    const Status status = obstacle == gpu::Device::NONE ? measure() : NO_GPU;
    if (status == NO_GPU) fprintf(stderr, "%s\n", found_.obstacle.c_str());
    if (arguments_.json) printf("%s\n", json_of(found_).c_str());
    return status;
  }

 private:
  Status measure() {
    bool well = true;
    say("\nConformance: losses, logits and parameters against the float64 reference");
    for (const Case& one : CASES) {
      if (!arguments_.wants(one.network)) continue;
      found_.verdicts.push_back(check(one));
      well = well && found_.verdicts.back().passed();
      say(line_of(found_.verdicts.back()));
    }
    if (arguments_.seconds == 0) return well ? ALL_WELL : WRONG;
    say("\nTiming: " + std::to_string(arguments_.pictures) + " pictures an epoch, mini-batches of 64");
    const auto limit = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(arguments_.seconds));
    const Clock::time_point deadline = Clock::now() + limit;
    for (const Network& network : TIMED) {
      if (!arguments_.wants(network)) continue;
      const Pictures pictures(network, 1, arguments_.pictures);
      for (int nets : arguments_.sets) {
        found_.timings.push_back(time_epochs(network, pictures, nets, deadline));
        well = well && !found_.timings.back().wrong;
        say(line_of(found_.timings.back()));
      }
    }
    return well ? ALL_WELL : WRONG;
  }

  void say(const std::string& line) const {
    if (arguments_.json) return;
    printf("%s\n", line.c_str());
    fflush(stdout); // a measurement may take its time
  }

  const Arguments& arguments_;
  Findings found_;
};

} // namespace

int main(int count, char** given) {
  Arguments arguments;
  try {
    arguments = read({given + 1, given + count});
  } catch (const std::logic_error&) {
    fputs(HELP, stderr);
    return USAGE;
  }
  return Bench(arguments).run();
}
