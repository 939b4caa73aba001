#include "check_codes.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <kerb/inventory/code_scheme.hpp>

#include "rule_support.hpp"

namespace kerb::detail {
namespace {

using Schemes = std::vector<const CodeScheme*>;

/// How a code stands to the schemes that apply to it.
enum class Standing : std::uint8_t {
    none,     ///< there is no code, or no scheme for it
    follows,  ///< a scheme, without anything to say
    faulty,   ///< digits of a scheme's length, with something to say
    different ///< of another length, or not of digits
};

struct Judged {
    Standing standing = Standing::none;
    const CodeScheme* scheme = nullptr;
};

Judged judge(const Schemes& schemes, const std::string& code) {
    Judged best{schemes.empty() ? Standing::none : Standing::different, nullptr};
    for (const auto* scheme : schemes) {
        const auto parsed = parse(*scheme, code);
        if (parsed.code.empty()) {
            return {};
        }
        const bool digits = !parsed.parts.empty(); // of the right length too
        if (digits && parsed.findings.empty()) {
            return {Standing::follows, scheme};
        }
        if (digits && best.standing == Standing::different) {
            best = {Standing::faulty, scheme};
        }
    }
    return best;
}

/// The schemes for a field of a class, by the asset's kind.
class SchemesOf {
public:
    SchemesOf(const ClassSpec& spec, const FieldSpec& field) : field_(field), kind_(spec.find("kind")) {
        kind_ = kind_ != nullptr && kind_->holds_text() ? kind_ : nullptr;
        for (const auto& scheme : builtin_code_schemes()) {
            for (const auto& place : scheme.applies_to) {
                used_ = used_ || place.field == field.name;
            }
        }
    }
    /// May any scheme name this field?
    [[nodiscard]] bool any() const { return used_ && field_.holds_text(); }
    [[nodiscard]] std::string kind_of(const Attributes& asset) const {
        return kind_ == nullptr ? std::string() : kind_->text(asset);
    }
    [[nodiscard]] Schemes for_kind(const std::string& class_name, const std::string& kind) const {
        Schemes schemes;
        for (const auto& scheme : builtin_code_schemes()) {
            if (scheme.applies(class_name, field_.name, kind)) {
                schemes.push_back(&scheme);
            }
        }
        return schemes;
    }

private:
    const FieldSpec& field_;
    const FieldSpec* kind_;
    bool used_ = false;
};

/// The scheme that most codes follow; null unless more than half of the codes follow one, or nearly do.
const CodeScheme* prevailing(const std::vector<Judged>& judged) {
    std::map<std::string, std::pair<std::size_t, const CodeScheme*>> uses;
    std::size_t codes = 0, following = 0;
    for (const auto& one : judged) {
        codes += one.standing == Standing::none ? 0 : 1;
        if (one.scheme != nullptr) {
            ++following;
            auto& use = uses[one.scheme->id];
            ++use.first;
            use.second = one.scheme;
        }
    }
    const CodeScheme* most = nullptr;
    std::size_t count = 0;
    for (const auto& [id, use] : uses) {
        if (use.first > count) {
            count = use.first;
            most = use.second;
        }
    }
    return 2 * following > codes ? most : nullptr;
}

void tell(const AssetRef& asset, std::size_t position, const CodeScheme& scheme, const std::string& code,
          const std::string& field, Findings& findings) {
    const auto faults = kerb::findings(scheme, code);
    if (faults.empty()) {
        return;
    }
    findings.add(asset, position, {{"field", field}});
    auto& message = findings.issues.back().message;
    message.code = faults.front().message.code;
    message.arguments.insert(message.arguments.end(), faults.front().message.arguments.begin(),
                             faults.front().message.arguments.end());
}

void check_field(const CheckContext& context, const AssetList& assets, const FieldSpec& field, const SchemesOf& schemes,
                 Findings& findings) {
    const auto& class_name = assets.spec().class_name;
    std::map<std::string, Schemes> by_kind;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const auto kind = schemes.kind_of(assets.about(i));
        if (!by_kind.contains(kind)) {
            by_kind.emplace(kind, schemes.for_kind(class_name, kind));
        }
    }
    const auto judged = each<Judged>(assets.size(), context.options.threads, [&](std::size_t i) {
        const auto& code = field.text(assets.about(i));
        return code.empty() ? Judged() : judge(by_kind.at(schemes.kind_of(assets.about(i))), code);
    });
    const auto* prevails = prevailing(judged);
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const auto& one = judged[i];
        const bool own = one.standing == Standing::different && prevails == nullptr;
        findings.looked_at(one.standing == Standing::none || own ? 0 : 1);
        if (one.standing == Standing::faulty || (one.standing == Standing::different && !own)) {
            tell(assets[i], i, one.scheme == nullptr ? *prevails : *one.scheme, field.text(assets.about(i)), field.name,
                 findings);
        }
    }
}

bool any_code(const AssetList& assets, const FieldSpec& field) {
    std::size_t i = 0;
    while (i < assets.size() && field.text(assets.about(i)).empty()) {
        ++i;
    }
    return i < assets.size();
}

} // namespace

void check_codes(const CheckContext& context, Findings& findings) {
    for (const auto& assets : lists_of(context.city)) {
        for (const auto& field : assets.spec().fields) {
            const SchemesOf schemes(assets.spec(), field);
            if (schemes.any() && any_code(assets, field)) {
                check_field(context, assets, field, schemes, findings);
            }
        }
    }
}

} // namespace kerb::detail
