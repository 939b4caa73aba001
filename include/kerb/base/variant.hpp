// A std::variant that may be copied when memory runs out.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

namespace kerb {

/// A std::variant, and used as one (std::get, std::visit, …). That of libstdc++ 12 takes one of vectors and strings for
/// one that is never without a value, so when the copy of such a value throws in the copy constructor, it destroys what
/// was never made. Here the copy is made beside first. Copies are strong: all or nothing. \pre the first alternative's
/// default constructor and the moves of all do not throw
template <class... Types>
class Variant : public std::variant<Types...> {
    using Base = std::variant<Types...>;

public:
    using Base::Base;
    Variant() = default;
    Variant(const Variant& other) : Base() {
        std::visit([this](const auto& value) { this->template emplace<std::decay_t<decltype(value)>>(value); },
                   static_cast<const Base&>(other));
    }
    Variant(Variant&&) noexcept = default;
    Variant& operator=(const Variant& other) {
        if (this != &other) {
            Variant copy(other);
            *this = std::move(copy);
        }
        return *this;
    }
    Variant& operator=(Variant&&) noexcept = default;
    template <class T>
    requires(!std::is_base_of_v<Base, std::remove_cvref_t<T>> && std::is_assignable_v<Base&, T>) Variant& operator=(
        T&& value) {
        Base::operator=(std::forward<T>(value));
        return *this;
    }
    ~Variant() = default;
};

} // namespace kerb
