// A folder for one test, gone at its end, and what may be asked of it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <stdlib.h>
#include <unistd.h>

namespace kerb::test {

/// The bytes of a file.
inline std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

class Scratch {
public:
    Scratch() {
        // In memory where that is possible: the writer waits for the disk after every file.
        const auto* memory = "/dev/shm";
        const auto root =
            access(memory, W_OK) == 0 ? std::filesystem::path(memory) : std::filesystem::temp_directory_path();
        auto name = (root / "kerb-test-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return folder_ / name; }
    std::string write(const std::string& name, const std::string& bytes) const {
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return file(name);
    }
    /// Every name in the folder with its bytes.
    [[nodiscard]] std::map<std::string, std::string> content() const {
        std::map<std::string, std::string> all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
            all[entry.path().lexically_relative(folder_)] = entry.is_regular_file() ? bytes_of(entry.path()) : "";
        }
        return all;
    }

private:
    std::filesystem::path folder_;
};

} // namespace kerb::test
