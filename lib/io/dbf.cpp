#include "dbf.hpp"

#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <kerb/base/ascii.hpp>

namespace kerb::io::detail {
namespace {

std::optional<std::string> sibling(const std::string& path, const char* small, const char* large) {
    std::error_code ignored;
    for (const auto* ending : {small, large}) {
        const auto beside = path.substr(0, path.size() - 4) + ending;
        if (std::filesystem::is_regular_file(beside, ignored)) {
            return beside;
        }
    }
    return std::nullopt;
}

std::size_t small_number(const char* bytes) {
    return static_cast<unsigned char>(bytes[0]) + std::size_t{256} * static_cast<unsigned char>(bytes[1]);
}

struct NumericField {
    int index;
    std::size_t begin, length; ///< in the record
};

/// Fields of type N and F; records begin with a byte that marks the deleted.
std::vector<NumericField> numeric_fields(std::ifstream& file, std::size_t header_size) {
    constexpr std::size_t descriptor_size = 32;
    std::vector<NumericField> fields;
    std::array<char, descriptor_size> descriptor{};
    std::size_t begin = 1;
    for (int index = 0; descriptor_size * (static_cast<std::size_t>(index) + 2) < header_size + 1; ++index) {
        if (!file.read(descriptor.data(), descriptor.size()) || descriptor[0] == '\r') {
            break;
        }
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(descriptor[16]));
        const char type = descriptor[11];
        if (type == 'N' || type == 'F') {
            fields.push_back({index, begin, length});
        }
        begin += length;
    }
    return fields;
}

/// Blank, or stars where a value did not fit, is a null.
bool is_number_or_null(std::string_view text) {
    const auto first = text.find_first_not_of(std::string_view(" \0", 2));
    if (first == std::string_view::npos || text[first] == '*') {
        return true;
    }
    text = text.substr(first, text.find_last_not_of(std::string_view(" \0", 2)) - first + 1);
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ptr == text.data() + text.size() && read.ec != std::errc::invalid_argument;
}

} // namespace

std::optional<std::string> dbf_of(const std::string& shapefile) {
    return sibling(shapefile, ".dbf", ".DBF");
}

bool has_sound_table(const std::string& shapefile) {
    const auto table = dbf_of(shapefile);
    std::array<char, 32> head{};
    std::error_code failed;
    return !table || (std::ifstream(*table, std::ios::binary).read(head.data(), head.size()) &&
                      small_number(&head[8]) > head.size() &&
                      small_number(&head[8]) <= std::filesystem::file_size(*table, failed));
}

bool states_encoding(const std::string& shapefile) {
    if (sibling(shapefile, ".cpg", ".CPG")) {
        return true;
    }
    const auto table = dbf_of(shapefile);
    std::array<char, 32> head{};
    if (!table || !std::ifstream(*table, std::ios::binary).read(head.data(), head.size())) {
        return true; // no text at all
    }
    constexpr char ansi = 0x57; // the code page of the machine that wrote it, whichever that was
    return head[29] != 0 && head[29] != ansi;
}

bool states_gbk(const std::string& shapefile) {
    if (const auto page = sibling(shapefile, ".cpg", ".CPG")) {
        std::string said;
        std::ifstream(*page) >> said;
        said = ascii::upper(said);
        return said == "GBK" || said == "GB2312" || said == "CP936" || said == "936";
    }
    const auto table = dbf_of(shapefile);
    std::array<char, 32> head{};
    constexpr char windows_936 = 0x4D, dos_936 = 0x7A;
    return table && std::ifstream(*table, std::ios::binary).read(head.data(), head.size()) &&
           (head[29] == windows_936 || head[29] == dos_936);
}

std::map<std::int64_t, std::vector<std::pair<int, std::string>>> odd_numbers(const std::string& dbf) {
    std::map<std::int64_t, std::vector<std::pair<int, std::string>>> odd;
    std::ifstream file(dbf, std::ios::binary);
    std::array<char, 32> head{};
    if (!file.read(head.data(), head.size())) {
        return odd;
    }
    const auto header_size = small_number(&head[8]), record_size = small_number(&head[10]);
    const auto fields = numeric_fields(file, header_size);
    if (fields.empty() || record_size == 0) {
        return odd;
    }
    std::string record(record_size, '\0');
    file.seekg(static_cast<std::streamoff>(header_size));
    for (std::int64_t row = 0; file.read(record.data(), static_cast<std::streamsize>(record_size)); ++row) {
        for (const auto& field : fields) {
            if (field.begin + field.length > record_size) {
                break;
            }
            const auto text = std::string_view(record).substr(field.begin, field.length);
            if (!is_number_or_null(text)) {
                odd[row].emplace_back(field.index, std::string(text));
            }
        }
    }
    return odd;
}

} // namespace kerb::io::detail
