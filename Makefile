# livebill: build and test. `make help` lists the targets. One file, not recursive; quiet unless V=1.

VERSION := 0.1.0
PREFIX ?= /usr/local
SHARE := $(PREFIX)/share/livebill
BUILD ?= build

CC ?= gcc
PACKAGES_USED := zlib libcrypto jansson harfbuzz harfbuzz-subset libqrencode libpng libdeflate
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
            -Wmissing-prototypes -Wwrite-strings -Wvla
ifeq ($(DEVELOPER),1)
WARNINGS += -Werror
endif
PACKAGE_FLAGS := $(shell pkg-config --cflags $(PACKAGES_USED) 2>/dev/null)
PACKAGE_LIBS := $(shell pkg-config --libs $(PACKAGES_USED) 2>/dev/null) \
                -lhpdf -lxlsxwriter -lcsv -linih -lm
ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -Iinclude -Isrc -pthread $(WARNINGS) $(CFLAGS) $(EXTRA_CFLAGS)
DEFINES := -DLIVEBILL_VERSION='"$(VERSION)"' -DLIVEBILL_SHARE='"$(SHARE)"'

comma := ,
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' '$(1)' '$(2)';)

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all help deps deps-check deps-bench demo check test unit-tests samples golden gallery bench bench-documents fuzz soak sanitize clean

all: $(BUILD)/livebill samples

help:
	@echo 'make              build the program and the usage of the sample book'
	@echo 'make demo         install what it needs, build, bill the sample month, say where it is'
	@echo 'make check        install what the tests need, build, run every test (10 minutes at most)'
	@echo 'make deps         install what building and the demo need (deps-check: what tests need)'
	@echo 'make test         unit tests only'
	@echo 'make golden       write the golden files anew, on purpose'
	@echo 'make gallery      draw the pictures of README.md anew'
	@echo 'make bench        time it beside other tools, into tests/bench/RESULTS.md (10 minutes);'
	@echo '                  MONTH=1: a month of 60 million rows, too (8 GB), into MONTH.md'
	@echo 'make bench-documents  installs the peers and compares: tests/bench/DOCUMENTS.md'
	@echo 'make soak fuzz    the long forms of the tests, and of the fuzzing'
	@echo 'make install      program, templates and man page under PREFIX ($(PREFIX))'
	@echo 'make sanitize     build with AddressSanitizer and UBSan into build/sanitize'
	@echo 'make clean        remove build/'
	@echo 'V=1 shows the commands; DEVELOPER=1 makes warnings errors'

# Debian packages. DEPS: building and the demo; DEPS_CHECK: the tests besides.
DEPS := gcc libc6-dev pkg-config libcsv-dev libxlsxwriter-dev libhpdf-dev libharfbuzz-dev \
        libinih-dev libjansson-dev zlib1g-dev libssl-dev uthash-dev libqrencode-dev \
        libpng-dev libdeflate-dev fonts-wqy-microhei fonts-dejavu-core fonts-symbola fonts-hanazono
DEPS_CHECK := libcmocka-dev clang clang-format libclang-rt-14-dev poppler-utils mupdf-tools qpdf python3 \
              libreoffice-calc unzip gzip locales valgrind

deps: PACKAGES = $(DEPS)
deps-check: PACKAGES = $(DEPS_CHECK)
deps-bench: PACKAGES = $(DEPS_BENCH)
deps deps-check deps-bench:
	@missing=$$(for package in $(PACKAGES); do \
	    dpkg-query -W -f='$${Status}\n' $$package 2>/dev/null | grep -q 'install ok installed' \
	    || printf '%s ' $$package; done); \
	if [ -z "$$missing" ]; then exit 0; fi; \
	install="apt-get install -y --no-install-recommends $$missing"; \
	if [ "$$(id -u)" = 0 ]; then sudo=; \
	elif sudo -n true 2>/dev/null; then sudo=sudo; \
	else echo "these packages are missing; as root: apt-get update && $$install" >&2; exit 1; fi; \
	echo "installing $$missing"; \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo $$install >/dev/null

# The flags of libraries are asked for when make starts: what has just been installed is seen by a
# make of its own.
demo: deps
	@$(MAKE) --no-print-directory -j2 all
	@$(BUILD)/livebill run -C samples/may-2024 --period 2024-05

check: deps deps-check
	@MAKE="$(MAKE)" tests/check.sh

# A folder of src/ is an archive (ar q: names may repeat between subfolders); a unit test links those
# that its folder may use.
FOLDERS := base value domain read meter rate bill render publish command
archive = $(BUILD)/lib/$(1).a
objects = $(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/$(1)/*.c src/$(1)/*/*.c))

define folder_rules
$(call archive,$(1)): $(call objects,$(1))
	$$(Q)mkdir -p $$(@D)
	$$(Q)rm -f $$@
	$$(call say,AR,$$@)ar qcs $$@ $$^
endef
$(foreach folder,$(FOLDERS),$(eval $(call folder_rules,$(folder))))

$(BUILD)/obj/%.o: src/%.c
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $(PACKAGE_FLAGS) $(DEFINES) -MMD -MP -c -o $@ $<

CORE := $(call archive,domain) $(call archive,value) $(call archive,base)
STAGES := $(foreach folder,read meter rate bill render publish,$(call archive,$(folder)))

$(BUILD)/livebill: $(BUILD)/obj/main.o $(call archive,command) $(STAGES) $(CORE)
	$(call say,LD,$@)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

# The usage of the sample book comes from a generator with its seed (samples/README.md).
$(BUILD)/generate: samples/generate.c samples/generate_series.h
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -o $@ $<

samples: samples/may-2024/usage/.made
samples/may-2024/usage/.made: $(BUILD)/generate
	$(call say,MAKE,samples/may-2024/usage)rm -rf $(@D) && $(BUILD)/generate samples/may-2024 >/dev/null && touch $@

# Unit tests: tests/unit/FOLDER/test_MODULE.c → build/tests/unit/FOLDER/test_MODULE.
UNIT_TESTS := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*/test_*.c))

# What a folder's tests link: the folder and what it may use.
linked = $(call archive,$(1)) $(if $(filter command,$(1)),$(STAGES)) $(CORE)

define unit_rules
$(BUILD)/tests/unit/$(1)/test_%: tests/unit/$(1)/test_%.c $(call linked,$(1))
	$$(Q)mkdir -p $$(@D)
	$$(call say,TEST,$$<)$$(CC) $$(ALL_CFLAGS) -Itests $$(PACKAGE_FLAGS) $$(LDFLAGS) \
	    -MMD -MP -MF $$@.d -o $$@ $$< $(call linked,$(1)) $$(PACKAGE_LIBS) -lcmocka
endef
$(foreach folder,$(FOLDERS),$(eval $(call unit_rules,$(folder))))

# What tests/pictures/run.sh looks at: specimens of every edge, and a page with lost glyphs.
$(BUILD)/tests/pictures/specimen: tests/pictures/specimen.c $(call linked,render)
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -Itests $(PACKAGE_FLAGS) $(LDFLAGS) \
	    -MMD -MP -MF $@.d -o $@ $< $(call linked,render) $(PACKAGE_LIBS)

$(BUILD)/tests/pictures/libharu_truetype: tests/pictures/libharu_truetype.c
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< -lhpdf

# What tests/bench/documents.py times.
$(BUILD)/tests/bench/invoices: tests/bench/invoices.c $(call linked,render)
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -Itests $(PACKAGE_FLAGS) $(LDFLAGS) \
	    -MMD -MP -MF $@.d -o $@ $< $(call linked,render) $(PACKAGE_LIBS)

# Round each call of libxlsxwriter that render/ makes, a recorder; and round what begins it.
RECORDED := $(addprefix format_set_,bold text_wrap font_name num_format font_size font_color align \
                indent pattern fg_color top top_color bottom bottom_color) \
            $(addprefix worksheet_,write_string write_number write_formula_num write_formula_str \
                write_blank merge_range set_row set_column set_column_pixels autofilter \
                freeze_panes repeat_rows fit_to_pages gridlines set_landscape set_paper \
                set_margins set_footer set_tab_color conditional_format_range \
                conditional_format_cell) \
            $(addprefix workbook_,add_format add_worksheet define_name set_properties) sheet_chart \
            statement_xlsx_write templates_find
$(BUILD)/tests/bench/workbooks: tests/bench/workbooks.c $(call linked,command)
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -Itests $(PACKAGE_FLAGS) $(LDFLAGS) \
	    $(addprefix -Wl$(comma)--wrap=,$(RECORDED)) \
	    -MMD -MP -MF $@.d -o $@ $< $(call linked,command) $(PACKAGE_LIBS)

# Fuzzing: tests/fuzz/run.sh calls this with clang and its own build folder.
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(call archive,command) $(STAGES) $(CORE)
	$(Q)mkdir -p $(@D)
	$(call say,FUZZ,$<)$(CC) $(ALL_CFLAGS) $(PACKAGE_FLAGS) $(LDFLAGS) -o $@ $^ $(PACKAGE_LIBS)

fuzz: deps deps-check
	tests/fuzz/run.sh 3600

# The long forms: 100,000 detail rows recalculated, invoices read by pdf.js and a scanner, and
# thousands of random books.
soak: deps deps-check
	$(MAKE) --no-print-directory all $(BUILD)/tests/unit/render/test_xlsx
	tests/sheets/run.sh $(BUILD) 3300
	tests/pictures/readers.sh $(BUILD)
	tests/cases/run.py $(BUILD)/livebill
	tests/property/check.py $(BUILD)/livebill --seeds 1-5000
	tests/property/check.py $(BUILD)/livebill --seeds 1-1000 --simple
	tests/closing/check.py $(BUILD)/livebill --seeds 1-1000
	tests/closing/fault.sh $(BUILD) 1000

golden: all
	tests/golden/run.sh $(BUILD)/livebill --write

# Figures beside other tools' (tests/bench): they and valgrind are installed for this alone.
DEPS_BENCH = python3 python3-pandas miller poppler-utils valgrind $(if $(shell command -v npm),,nodejs npm)
$(BUILD)/generate_usage: tests/bench/generate_usage.c
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $< -lz

$(BUILD)/tests/bench/measure: tests/bench/measure.c
	$(Q)mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $<

bench: deps deps-bench
	$(MAKE) --no-print-directory $(BUILD)/livebill $(BUILD)/generate_usage \
	    $(BUILD)/tests/bench/measure $(BUILD)/tests/bench/workbooks
	tests/bench/bench.py $(BUILD) --write tests/bench/RESULTS.md
	$(if $(MONTH),tests/bench/month.py $(BUILD) --write tests/bench/MONTH.md)

# Documents beside Typst, ReportLab and XlsxWriter, which only this installs: tests/bench/DOCUMENTS.md.
bench-documents: deps deps-check
	$(MAKE) --no-print-directory $(BUILD)/tests/bench/invoices $(BUILD)/tests/bench/workbooks
	tests/bench/documents.py $(BUILD)

# The pictures in README.md.
gallery: deps deps-check
	$(MAKE) --no-print-directory all
	samples/gallery.sh $(BUILD)/livebill

unit-tests: $(UNIT_TESTS)

test: $(UNIT_TESTS)
	$(Q)printf '%s\n' $(UNIT_TESTS) | xargs -P "$$(nproc)" -I{} sh -c \
	    'CMOCKA_MESSAGE_OUTPUT=stdout {} >{}.log 2>&1 || { cat {}.log; exit 255; }'
	$(Q)echo "$(words $(UNIT_TESTS)) unit test programs passed"

sanitize:
	$(Q)$(MAKE) --no-print-directory BUILD=build/sanitize LDFLAGS='-fsanitize=address,undefined' \
	    EXTRA_CFLAGS='-O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all' \
	    build/sanitize/livebill

clean:
	$(Q)rm -rf $(BUILD)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# Installing: make install [PREFIX=/usr/local] [DESTDIR=]. The program knows $(SHARE) from compiling,
# so another PREFIX compiles the one file that holds it again.
.PHONY: install FORCE
$(BUILD)/share: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(SHARE)' | cmp -s - $@ || echo '$(SHARE)' >$@

$(BUILD)/obj/command/templates.o: $(BUILD)/share

install: $(BUILD)/livebill
	$(Q)install -d '$(DESTDIR)$(PREFIX)/bin' '$(DESTDIR)$(PREFIX)/share/man/man1' \
	    $(foreach folder,$(wildcard templates/*/),'$(DESTDIR)$(SHARE)/$(folder)')
	$(call say,INSTALL,$(DESTDIR)$(PREFIX)/bin/livebill)install $< '$(DESTDIR)$(PREFIX)/bin/livebill'
	$(Q)for file in README.md $(wildcard templates/*/*.csv templates/*/*.ini templates/*/*.md); do \
	    install -m 644 "$$file" "$(DESTDIR)$(SHARE)/$$file"; done
	$(Q)$< help --man >'$(DESTDIR)$(PREFIX)/share/man/man1/livebill.1'
