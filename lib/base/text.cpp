#include <kerb/base/text.hpp>

namespace kerb {

const std::string& Text::none() {
    static const std::string nothing;
    return nothing;
}

} // namespace kerb
