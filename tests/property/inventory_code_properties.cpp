// Whatever the code, its scheme takes it apart and puts it together again, and no slip of the pen goes unseen.
#include <kerb/base/error.hpp>
#include <kerb/inventory/code_scheme.hpp>

#include "support/property.hpp"

using kerb::CodeScheme;

namespace {

const CodeScheme& any_scheme() {
    const auto& all = kerb::builtin_code_schemes();
    return all[*rc::gen::inRange<std::size_t>(0, all.size())];
}

/// A scheme of a number and its check digit, which no built-in one has.
CodeScheme any_checked_scheme() {
    const std::string rule = *rc::gen::element(std::string("luhn"), std::string("mod11_10"));
    const auto length = std::to_string(*rc::gen::inRange(1, 30));
    const std::string common = "'\ntitle='t'\ntitle_zh='t'\nalphabet='digits'\nlength=";
    return CodeScheme::from_toml(kerb::parse_toml(
        "id='t'\ntitle='t'\ntitle_zh='t'\nsource='s'\nstatus='found'\n"
        "check_digit='" +
            rule + "'\n[[segment]]\nname='number" + common + length + "\n[[segment]]\nname='check" + common + "1\n",
        "t.toml"));
}

std::string any_code(std::size_t length) {
    return *rc::gen::container<std::string>(length, rc::gen::inRange('0', static_cast<char>('9' + 1)));
}

std::string any_slip() {
    const std::vector<std::string> odd = {"O",  "l",  "-", ".",    " ", "\n", "路", "\xE3\x80\x80",
                                          "０", "９", "🚦", "\xFF", "A"};
    if (*rc::gen::arbitrary<bool>()) {
        return odd[*rc::gen::inRange<std::size_t>(0, odd.size())];
    }
    return {*rc::gen::suchThat(rc::gen::arbitrary<char>(), [](char c) { return c < '0' || c > '9'; })};
}

} // namespace

TEST_CASE("compose and parse are each other's inverse") {
    kerb::test::holds("code = compose(parse(code)), parts = parse(compose(parts))", [] {
        const auto& scheme = any_scheme();
        const auto code = any_code(scheme.length());
        const auto parsed = kerb::parse(scheme, code);
        RC_ASSERT(parsed.valid());
        RC_ASSERT(parsed.code == code);
        RC_ASSERT(kerb::compose(scheme, parsed.parts) == code);
        RC_ASSERT(kerb::parse(scheme, kerb::compose(scheme, parsed.parts)).parts == parsed.parts);
    });
}

TEST_CASE("A character that is no digit is found wherever it stands") {
    kerb::test::holds("findings of a slip", [] {
        const auto& scheme = any_scheme();
        const auto code = any_code(scheme.length());
        const auto at = *rc::gen::inRange<std::size_t>(0, code.size());
        const auto slip = code.substr(0, at) + any_slip() + code.substr(at + 1);
        const auto found = kerb::findings(scheme, slip);
        RC_ASSERT(!found.empty());
        const auto parsed = kerb::parse(scheme, slip);
        if (parsed.valid()) { // the digit was meant, but not written plainly
            RC_ASSERT(found[0].fault == kerb::CodeFault::full_width);
            RC_ASSERT(parsed.code.size() == scheme.length());
        }
    });
}

TEST_CASE("A digit too many or too few is found") {
    kerb::test::holds("findings of another length", [] {
        const auto& scheme = any_scheme();
        const auto longer = any_code(scheme.length() + 1);
        for (const auto& code : {longer, longer.substr(2)}) {
            const auto found = kerb::findings(scheme, code);
            RC_ASSERT(found.size() == 1U);
            RC_ASSERT(found[0].fault == kerb::CodeFault::wrong_length);
        }
    });
}

TEST_CASE("A check digit follows, and any other digit in its code is found") {
    kerb::test::holds("findings of a wrong digit", [] {
        const auto scheme = any_checked_scheme();
        const auto number = any_code(scheme.length() - 1);
        auto code = kerb::compose(scheme, std::vector<kerb::CodePart>{{"number", number}});
        RC_ASSERT(kerb::findings(scheme, code).empty());
        RC_ASSERT(kerb::compose(scheme, kerb::parse(scheme, code).parts) == code);
        auto& digit = code[*rc::gen::inRange<std::size_t>(0, code.size())];
        digit = static_cast<char>('0' + (digit - '0' + *rc::gen::inRange(1, 10)) % 10);
        RC_ASSERT(kerb::findings(scheme, code).size() == 1U);
        RC_ASSERT(kerb::findings(scheme, code)[0].fault == kerb::CodeFault::check_digit);
    });
}

TEST_CASE("No text makes a scheme throw, and what it finds can be said") {
    kerb::test::holds("findings of anything", [](const std::string& text) {
        for (const auto& scheme : kerb::builtin_code_schemes()) {
            for (const auto& finding : kerb::findings(scheme, text)) {
                RC_ASSERT(kerb::render(finding.message, kerb::Language::zh).rfind(finding.message.code, 0) != 0U);
            }
        }
    });
}
