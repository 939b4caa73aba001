#include <kerb/base/version.hpp>

namespace kerb {

std::string_view version() {
    return KERB_VERSION;
}

} // namespace kerb
