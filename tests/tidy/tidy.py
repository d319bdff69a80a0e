#!/usr/bin/env python3
"""The style that a compiler cannot hold (design.md's layers, and the house rules).

    tests/tidy/tidy.py [TOP]

Checks every C file under src/, include/ and tests/: which folders may include which, which file may use
which foreign library, where floating point may appear, the length of lines and functions, stray
spaces, headers that nobody includes; and that templates/docs/ has what is cited of it, and names every column.
Prints `file:line: what is wrong` and ends with a count.
"""

import re
import sys
from pathlib import Path

# A folder may include itself and these. Stages never include one another.
CORE = {"base", "value", "domain"}
STAGES = {"read", "meter", "rate", "bill", "render", "publish"}
MAY_INCLUDE = {
    "base": {"base"},
    "value": {"base", "value"},
    "domain": CORE,
    **{stage: CORE | {stage} for stage in STAGES},
    "command": CORE | STAGES | {"command"},
    "main.c": CORE | {"command"},
}

# Inside these a subfolder may include itself and these. A file that stands beside the subfolders may
# include all of them, and what stands beside them is for those that name it.
SUBFOLDERS = {
    "read/rows": set(),
    "read/catalogue": {"rows", "settings.h"},
    "read/usage": {"rows"},
    "render/csv": set(),
    "render/words": set(),
    "render/fonts": set(),
    "render/pdf": {"fonts"},
    "render/layout": {"pdf", "look.h"},
    "render/xlsx": {"look.h"},
    "command/explain": {"json_value.h", "pipeline.h", "progress.h", "templates.h"},
    "command/verify": {"key_table.h", "options.h", "pipeline.h", "templates.h"},
    "command/diff": {"json_value.h", "key_table.h", "options.h", "pipeline.h", "templates.h", "verify"},
}

# Foreign headers and the only files that may use them.
FOREIGN = {
    "csv.h": r"src/read/rows/row_reader\.c",
    "xlsxwriter": r"src/render/xlsx/.*|tests/(unit/render|sheets)/.*",
    "hpdf": r"src/render/pdf/.*|tests/(unit/render|pictures)/.*",
    "hb": r"src/render/fonts/.*",
    "ini.h": r"src/base/ini\.c",
    "jansson.h": r"src/(publish|command)/.*",
    "uthash.h": r"src/.*\.c",
    "qrencode.h": r"src/render/layout/.*",
    "zlib.h": r"src/read/.*|src/render/xlsx/verify\.c|tests/(unit/read|bench)/.*",
    "openssl": r"src/base/digest\.c",
    "iconv.h": r"src/read/.*",
}

LINE_MAX = 100
FUNCTION_MAX = 60


def without_comments(source: str) -> str:
    """Comments and strings blanked, line for line."""

    def blank(match: re.Match) -> str:
        text = match.group(0)
        if text.startswith(("/*", "//")):
            return re.sub(r"[^\n]", " ", text)
        return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1]

    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, source,
                  flags=re.S)


def folder_of(path: str) -> str:
    parts = path.split("/")
    if path.startswith("include/livebill/"):
        return parts[2]
    return parts[1] if len(parts) > 2 else parts[-1]


class Tidy:
    def __init__(self, top: Path) -> None:
        self.top = top
        self.problems: list[str] = []
        self.included: set[str] = set()

    def complain(self, path: str, line: int, what: str) -> None:
        self.problems.append(f"{path}:{line}: {what}")

    def check_includes(self, path: str, lines: list[str]) -> None:
        allowed = MAY_INCLUDE.get(folder_of(path), CORE)
        for number, line in enumerate(lines, 1):
            match = re.match(r'#include\s+[<"]([^>"]+)[>"]', line)
            if not match:
                continue
            header = match.group(1)
            self.included.add(header)
            if header.startswith("livebill/") and path.startswith(("src/", "include/")):
                folder = header.split("/")[1]
                if folder not in allowed:
                    self.complain(path, number, f"{folder_of(path)}/ may not include {folder}/")
            if not header.startswith("livebill/") and "/" in header and path.startswith("src/"):
                self.check_subfolder(path, number, header)
            self.check_foreign(path, number, header)

    def check_subfolder(self, path: str, number: int, header: str) -> None:
        """A header that stays in src/ is for its own folder; subfolders have an order, too."""
        if not (self.top / "src" / header).exists():
            return
        own, other = path.split("/")[1:], header.split("/")
        if own[0] != other[0]:
            self.complain(path, number, f"{header} is for src/{other[0]}/ only")
        elif len(own) > 2 and other[1] not in SUBFOLDERS[f"{own[0]}/{own[1]}"]:
            self.complain(path, number, f"{own[0]}/{own[1]} may not include {own[0]}/{other[1]}")

    def check_foreign(self, path: str, number: int, header: str) -> None:
        for foreign, files in FOREIGN.items():
            named = header == foreign or header.startswith(foreign + ("" if foreign == "hpdf" else "/"))
            if foreign == "hb":
                named = header.startswith("hb")
            if named and not header.startswith("livebill/") and not re.fullmatch(files, path):
                self.complain(path, number, f"<{header}> is not for this file")

    def check_floating_point(self, path: str, lines: list[str]) -> None:
        if not path.startswith(("src/", "include/")) or "/render/" in path:
            return
        for number, line in enumerate(lines, 1):
            if re.search(r"\b(double|float)\b", line):
                self.complain(path, number, "floating point is for src/render/ only")

    def check_lines(self, path: str, lines: list[str]) -> None:
        for number, line in enumerate(lines, 1):
            if len(line) > LINE_MAX:
                self.complain(path, number, f"{len(line)} columns, at most {LINE_MAX}")
            if line != line.rstrip():
                self.complain(path, number, "spaces at the end of the line")
            if "\t" in line:
                self.complain(path, number, "a tab: indent with four spaces")

    def check_functions(self, path: str, lines: list[str]) -> None:
        start = 0
        for number, line in enumerate(lines, 1):
            if line.startswith("{"):
                start = number
            elif line.startswith("}") and start:
                if number - start - 1 > FUNCTION_MAX:
                    self.complain(path, start, f"a function of {number - start - 1} lines, "
                                               f"at most {FUNCTION_MAX}")
                start = 0

    def check_file(self, file: Path) -> None:
        path = file.relative_to(self.top).as_posix()
        source = file.read_text(encoding="utf-8")
        code = without_comments(source).split("\n")
        self.check_includes(path, source.split("\n"))
        self.check_floating_point(path, code)
        self.check_lines(path, source.split("\n"))
        self.check_functions(path, code)
        if source and not source.endswith("\n"):
            self.complain(path, source.count("\n") + 1, "the last line has no end")

    def check_headers(self) -> None:
        names = {Path(header).name for header in self.included}
        for header in list((self.top / "include").rglob("*.h")) + list((self.top / "src").rglob("*.h")):
            if header.name not in names:
                self.complain(header.relative_to(self.top).as_posix(), 1, "nobody includes it")

    def check_citations(self) -> None:
        """Sections and rules that comments, messages and pages name stand in templates/docs/."""
        docs = {page.name: page.read_text(encoding="utf-8") for page in (self.top / "templates/docs").glob("*.md")}
        rules = set(re.findall(r"^## (R\d+) ", docs["billing-rules.md"], re.M))
        files = [file for folder in ("src", "include", "tests", "samples", "templates", "README.md")
                 for file in ([self.top / folder] if folder.endswith(".md") else
                              sorted((self.top / folder).rglob("*")))
                 if file.suffix in {".c", ".h", ".py", ".sh", ".md", ".cases", ".ini"}]
        for file in files:
            path = file.relative_to(self.top).as_posix()
            for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
                for page, section in re.findall(r"\b(\w[\w-]*\.md),? ?(?:§(\d))?", line):
                    known = page in docs or page in {"README.md", "RESULTS.md", "MONTH.md", "DOCUMENTS.md"}
                    if not known or (section and f"\n## {section}. " not in docs[page]):
                        self.complain(path, number, f"{page} {section} is not in templates/docs/".replace("  ", " "))
                for rule in re.findall(r"\bR\d+\b(?=[),;:. –])", line):
                    if rule not in rules and path.startswith(("src/", "include/", "templates/", "README")):
                        self.complain(path, number, f"{rule} is not in templates/docs/billing-rules.md")

    def check_formats(self) -> None:
        """templates/docs/formats.md names every column, setting and code of a rejected row that the program has."""
        page = (self.top / "templates/docs/formats.md").read_text(encoding="utf-8")
        names = {name for quoted in re.findall(r"`([^`\n]+)`", page) for name in re.split(r"[ ,]+", quoted)}
        known = []
        for file in sorted((self.top / "src/read").rglob("*.c")):
            if file.name != "carry.c":  # only livebill reads it
                known += [(file, name) for name in
                          re.findall(r'\{"(\w+)", (?:true|false)\}', file.read_text(encoding="utf-8"))]
        for file in sorted((self.top / "tests/golden/may-2024").glob("*.csv")):
            known += [(file, name) for name in file.read_text(encoding="utf-8").split("\n")[0].split(",")]
        settings = self.top / "src/read/settings.c"
        known += [(settings, name) for name in
                  re.findall(r'\{"\w+", "(\w+)", (?:AT|0)', settings.read_text(encoding="utf-8"))]
        report = self.top / "src/base/report.c"
        codes = re.findall(r'\[CODE_\w+\] = "([a-z-]+)"', report.read_text(encoding="utf-8"))
        known += [(report, name) for name in codes[:codes.index("bad-file")]]
        for file, name in known:
            if name not in names:
                self.complain(file.relative_to(self.top).as_posix(), 1, f"templates/docs/formats.md lacks `{name}`")

    def run(self) -> int:
        files = [file for folder in ("src", "include", "tests", "samples")
                 for file in sorted((self.top / folder).rglob("*.[ch]"))]
        for file in files:
            self.check_file(file)
        self.check_headers()
        self.check_citations()
        self.check_formats()
        print("\n".join(self.problems), end="\n" if self.problems else "")
        print(f"{len(files) - len({p.split(':')[0] for p in self.problems})} passed, "
              f"{len({p.split(':')[0] for p in self.problems})} failed")
        return 1 if self.problems else 0


if __name__ == "__main__":
    sys.exit(Tidy(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()).run())
