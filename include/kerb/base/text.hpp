// A text of eight bytes that rows share.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace kerb {

/// An immutable text; copies share it. A million streetlights of one owner hold that name once. An empty text holds
/// nothing. Reads and writes like a `std::string` that is replaced as a whole. Copies may live in several threads.
class Text {
public:
    Text() = default;
    Text(std::string_view text) { // NOLINT(google-explicit-constructor): a text is a text
        if (!text.empty()) {
            shared_ = new Shared{std::string(text)};
        }
    }
    Text(const char* text) : Text(std::string_view(text)) {}        // NOLINT(google-explicit-constructor)
    Text(const std::string& text) : Text(std::string_view(text)) {} // NOLINT(google-explicit-constructor)
    Text(const Text& other) : shared_(other.shared_) { hold(); }
    Text(Text&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
    Text& operator=(const Text& other) {
        Text copy(other);
        std::swap(shared_, copy.shared_);
        return *this;
    }
    Text& operator=(Text&& other) noexcept {
        std::swap(shared_, other.shared_);
        return *this;
    }
    ~Text() { release(); }

    [[nodiscard]] const std::string& str() const { return shared_ == nullptr ? none() : shared_->text; }
    operator const std::string&() const { return str(); } // NOLINT(google-explicit-constructor)
    [[nodiscard]] bool empty() const { return shared_ == nullptr; }
    [[nodiscard]] std::size_t size() const { return str().size(); }

    friend bool operator==(const Text& a, const Text& b) { return a.shared_ == b.shared_ || a.str() == b.str(); }
    friend bool operator==(const Text& a, const std::string& b) { return a.str() == b; }
    friend bool operator==(const Text& a, const char* b) { return a.str() == b; }
    friend bool operator==(const Text& a, std::string_view b) { return a.str() == b; }

private:
    struct Shared {
        std::string text;
        std::atomic<std::uint32_t> holders = 1;
    };
    static const std::string& none();
    void hold() const {
        if (shared_ != nullptr) {
            shared_->holders.fetch_add(1, std::memory_order_relaxed);
        }
    }
    void release() {
        if (shared_ != nullptr && shared_->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            delete shared_;
        }
    }

    Shared* shared_ = nullptr;
};

} // namespace kerb
