// Memory that is zero and costs nothing until it is touched.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

namespace kerb::network {

/// `count` values whose bytes are all 0. The system hands out zeroed pages one by one as they are touched, so a large
/// array of which little is used costs little; std::vector writes all of it.
template <class Value>
class Zeroed {
    static_assert(std::is_trivial_v<Value>);

public:
    explicit Zeroed(std::size_t count)
        : values_(static_cast<Value*>(std::calloc(count + 1, sizeof(Value)))) { // NOLINT(*-no-malloc)
        if (values_ == nullptr) {
            throw std::bad_alloc();
        }
    }
    Value& operator[](std::size_t i) { return values_.get()[i]; }
    const Value& operator[](std::size_t i) const { return values_.get()[i]; }

private:
    struct Free {
        void operator()(Value* values) const { std::free(values); } // NOLINT(*-no-malloc)
    };
    std::unique_ptr<Value, Free> values_;
};

} // namespace kerb::network
