#include <kerb/base/error.hpp>
#include <kerb/base/progress.hpp>

namespace kerb {

void report_progress(const Progress& progress, std::string_view stage, double share) {
    if (progress && !progress(stage, share)) {
        throw Cancelled();
    }
}

} // namespace kerb
