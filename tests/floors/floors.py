"""Reads the #include lines of the sources and says where they break the floors of ARCHITECTURE.

One table of modules, one of third parties; whoever adds a module or a library writes it here first.
"""

import re
from pathlib import Path

# Module → the modules it may include: all that stand below it, not only the next.
MODULES = {
    "base": (),
    "geometry": ("base",),
    "raster": ("base", "geometry"),
    "inventory": ("base", "geometry"),
    "network": ("base", "geometry", "inventory"),
    "coverage": ("base", "geometry", "inventory", "network"),
    "waterlogging": ("base", "geometry", "raster", "inventory", "network"),
    "outage": ("base", "geometry", "inventory"),
    "scorecard": ("base", "geometry", "raster", "inventory", "network", "coverage", "waterlogging", "outage"),
    "report": ("base", "geometry", "raster", "inventory", "network", "coverage", "waterlogging", "outage", "scorecard"),
    "synth": ("base", "geometry", "raster", "inventory"),
    "io": ("base", "geometry", "raster", "inventory"),
}
MODULES["tools"] = tuple(MODULES)

# First match wins: what an include names → who may name it in its .cpp and private headers. Public headers: none.
THIRD_PARTIES = (
    (r"(oneapi/)?tbb/", ("base",)),
    (r"toml\+\+/", ("base",)),
    (r"Random123/", ("base",)),
    (r"geos_c\.h$", ("geometry",)),
    (r"proj(_\w+)?\.h$", ("geometry",)),
    (r"boost/geometry(/|\.hpp)", ("geometry",)),
    (r"boost/graph/", ("network",)),
    (r"boost/math/", ("outage",)),
    (r"Eigen/", ("outage",)),
    (r"coin/", ("coverage",)),
    (r"(gdal|ogr|cpl|gdal\w+|ogr\w+|cpl_\w+)\.h$", ("io",)),
    (r"((sqlite3|libpq-fe)\.h$|openssl/|osmium/|protozero/)", ("io",)),
    (r"CLI/", ("tools",)),
    (r"nlohmann/", ("inventory", "report", "tools")),
    (r"fmt/", tuple(MODULES)),
    (r"sanitizer/", ("base",)),
    # The operating system: files and terminals.
    (r"(unistd|fcntl|dirent|sys/\w+)\.h$", ("io", "tools")),
    (r"malloc\.h$", ("tools",)), # of the C library: a program may tune it, a library may not
)

STANDARD = re.compile(r"[a-z_0-9]+$")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|import)[ \t]*(?:<([^>]+)>|"([^"]+)"|(\S.*))', re.MULTILINE)
PRINTS = re.compile(r"\bstd::(?:cout|cerr|clog|printf|puts|putchar)\b|\bfmt::print\w*|\bstd::print\w*"
                    r"|(?<![\w:.])(?:printf|puts|putchar)\s*\(|\b(?:stdout|stderr)\b")
PRINTING_HEADERS = {"iostream", "print", "fmt/ostream.h", "fmt/color.h"}
LONGEST_FILE = 900
SUFFIXES = (".cpp", ".hpp", ".h", ".cc", ".ipp")


def code_of(text):
    """The text without comments and literals, line by line."""
    pattern = r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*(?:.|\n)*?\*/"
    return re.sub(pattern, lambda found: "\n" * found.group().count("\n"), text)


def without_comments(text):
    keep = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*(?:.|\n)*?\*/')
    return keep.sub(lambda found: found.group() if found.group().startswith('"') else " ", text)


def sources(root):
    """(path, module, is it public?) of each source file that has a floor."""
    for folder, public in (("include/kerb", True), ("lib", False), ("tools", False)):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES:
                below = path.relative_to(root / folder)
                yield path, "tools" if folder == "tools" else below.parts[0], public


def third_party(name):
    return next((who for pattern, who in THIRD_PARTIES if re.match(pattern, name)), None)


def check_include(root, path, module, public, angled, quoted, other):
    """What is wrong with one include, or None; and the module it leads to."""
    if other:
        return f"includes by the macro {other.strip()}, which cannot be followed", None
    if quoted:
        if public:
            return f'a public header includes "{quoted}"; write <kerb/…>', None
        if not (path.parent / quoted).is_file() or "/" in quoted:
            return f'"{quoted}" is no private header of its own module', None
        return None, None
    if angled.startswith("kerb/"):
        target = angled.split("/")[1]
        if not (root / "include" / angled).is_file():
            return f"<{angled}> does not exist", None
        if target != module and target not in MODULES[module]:
            return f"{module} may not include {target} (<{angled}>)", target
        return None, target
    if STANDARD.match(angled):
        if not public and module != "tools" and angled in PRINTING_HEADERS:
            return f"the library never prints, and so does not include <{angled}>", None
        return None, None
    if public:
        return f"a public header includes <{angled}>; only the standard library and kerb are allowed", None
    who = third_party(angled)
    if who is None:
        return f"<{angled}> belongs to no third party in the table of tests/floors", None
    if module not in who:
        return f"{module} includes <{angled}>, which is private to {', '.join(who)}", None
    if module != "tools" and angled in PRINTING_HEADERS:
        return f"the library never prints, and so does not include <{angled}>", None
    return None, None


def find_cycle(edges):
    """A list of nodes that ends where it begins, or []."""
    state = {}

    def visit(node, way):
        state[node] = "open"
        for next_node in sorted(edges.get(node, ())):
            if state.get(next_node) == "open":
                return [*way[way.index(next_node):], next_node]
            if next_node not in state and (found := visit(next_node, [*way, next_node])):
                return found
        state[node] = "closed"
        return []

    return next((found for node in sorted(edges) if node not in state and (found := visit(node, [node]))), [])


def violations(root):
    """All that breaks the floors below `root`, as lines `path: what`."""
    root = Path(root)
    found = []
    edges = {}
    for path, module, public in sources(root):
        place = path.relative_to(root)
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > LONGEST_FILE:
            found.append(f"{place}: longer than {LONGEST_FILE} lines")
        if module not in MODULES:
            found.append(f"{place}: module {module} is not in the table of tests/floors")
            continue
        for angled, quoted, other in INCLUDE.findall(without_comments(text)):
            wrong, target = check_include(root, path, module, public, angled, quoted, other)
            if wrong:
                found.append(f"{place}: {wrong}")
            if target and target != module:
                edges.setdefault(module, set()).add(target)
        if module != "tools" and (printing := PRINTS.search(code_of(text))):
            found.append(f"{place}: the library never prints ({printing.group().strip()})")
    if cycle := find_cycle(edges):
        found.append("modules in a circle: " + " → ".join(cycle))
    return found
