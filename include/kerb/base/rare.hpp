// A value that most rows do without.
#pragma once

#include <memory>

namespace kerb {

/// A T or nothing, in eight bytes; a copy copies the T. For what few rows have and would make all rows heavy.
template <class T>
class Rare {
public:
    Rare() = default;
    Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
    Rare(Rare&&) noexcept = default;
    Rare& operator=(const Rare& other) {
        Rare copy(other);
        value_ = std::move(copy.value_);
        return *this;
    }
    Rare& operator=(Rare&&) noexcept = default;
    ~Rare() = default;

    [[nodiscard]] explicit operator bool() const { return value_ != nullptr; }
    [[nodiscard]] const T& operator*() const { return *value_; }
    [[nodiscard]] const T* operator->() const { return value_.get(); }
    /// The value, or one that says nothing.
    [[nodiscard]] const T& value() const {
        static const T nothing{};
        return value_ ? *value_ : nothing;
    }
    /// The value to write to; made when there is none yet.
    [[nodiscard]] T& edit() {
        if (!value_) {
            value_ = std::make_unique<T>();
        }
        return *value_;
    }
    friend bool operator==(const Rare& a, const Rare& b) { return a.value() == b.value(); }

private:
    std::unique_ptr<T> value_;
};

} // namespace kerb
