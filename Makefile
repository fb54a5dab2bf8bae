# Every line says what it does: `make help`.
# Packages are not byte-compiled on installing (26 000 files): what is used is, the first time it is imported.
# A new machine needs Python 3.11 to 3.14 and make; everything else is installed here from the lock, with hashes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
LOWEST := .venv-lowest
DEMO   ?= data/demo
PORT   ?= 8050
PERSONS_EVIDENCE ?= all
REPLICATES_EVIDENCE ?= 500

# Four for two processors: tests often wait for a browser, a kernel or another process.
TEST_WORKERS ?= 4

export PYTHONHASHSEED := 0
export OMP_WAIT_POLICY := passive
export NO_MKDOCS_2_WARNING := 1

# Where a machine forbids keeping what is compiled, every start would compile pandas, scipy and the rest anew.
unexport PYTHONDONTWRITEBYTECODE

# uv installs eight times as fast as pip, but does not know an index or certificates that only pip was told of.
export UV_HTTP_TIMEOUT := 180
install = $(BIN)/uv pip install --quiet --python $(1)/python --no-deps --require-hashes -r $(2) \
  || $(1)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r $(2)

.DEFAULT_GOAL := help
.PHONY: help setup demo test browser warm check lab dashboard evidence lowest verify bench lock reports bundle docs screenshots clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 14

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 14) or sys.exit("Python 3.11 to 3.14 is needed, found " + sys.version[:6] + ": make PYTHON=python3.13 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing from requirements.lock (hashes checked)"
	@awk '/^[^ ]/ { wanted = /^uv==/ } wanted' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/uv.lock
	@$(call install,$(BIN),requirements.lock)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -c "import vroegsignalering.cli.run, vroegsignalering.cli.report, dashboard.app"
	@touch $@

setup: $(STAMP) ## .venv from the lock

demo: $(STAMP) ## synthetic registers, the entry study, its dossier, the dashboard
	$(BIN)/vroeg synthesise --persons 100000 --years 2014-2023 --seed 1 --format parquet,sav --signals --overwrite --to $(DEMO)/registers
	$(BIN)/vroeg run models/entry --registers $(DEMO)/registers --format sav --no-plans --to $(DEMO)/evidence
	$(BIN)/vroeg report models/entry --evidence $(DEMO)/evidence/entry --no-pdf --language nl --to $(DEMO)/reports
	$(BIN)/python -m dashboard --evidence $(DEMO)/evidence/entry ethics/evidence/exit --port $(PORT)

test: ## static checks, then every test, browser tests included
	@$(MAKE) --no-print-directory -j 2 $(STAMP) browser
	@$(MAKE) --no-print-directory -j 2 check warm
	$(BIN)/python -m pytest -q -n $(TEST_WORKERS) --dist loadfile

browser:
	@tests/browser.sh

warm: # what all tests import and the loops of a run, compiled once and not by every worker; what fails here is said by the tests
	-@$(BIN)/python -m pytest -q --collect-only >/dev/null
	-@$(BIN)/python -m pytest -q tests/unit/test_pipeline_compiling.py >/dev/null

check: $(STAMP) ## formatting, lint, types, the stairs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

lab: $(STAMP) ## JupyterLab on the notebooks, with the evidence browser in its launcher
	$(BIN)/python -m notebooks.make --trust
	$(BIN)/jupyter lab --notebook-dir notebooks

dashboard: $(STAMP) ## serve the committed evidence, no data needed
	$(BIN)/python -m dashboard --evidence ethics/evidence/entry ethics/evidence/exit --port $(PORT)

evidence: $(STAMP) ## the committed bundles, reports and cards, from one command
	$(BIN)/vroeg synthesise --persons $(PERSONS_EVIDENCE) --years 2014-2023 --seed 1 --format parquet --signals --truth --overwrite --workers 2 --to data/evidence/registers
	$(BIN)/vroeg run models/entry models/exit --registers data/evidence/registers --truth data/evidence/registers/truth --replicates $(REPLICATES_EVIDENCE) --models models --prove 100 --to ethics/evidence
	$(MAKE) --no-print-directory reports

reports: $(STAMP) ## the dossiers and model cards from the committed evidence
	for study in entry exit; do \
	  $(BIN)/vroeg report models/$$study --to ethics/reports/$$study || exit $$?; \
	  for model in additive logistic scorecard; do \
	    cp ethics/reports/$$study/$$study.$$model.card.en.md models/$$study/$$model/card.md || exit $$?; \
	  done; \
	done

lowest: $(STAMP) ## the quick tests with the lowest versions that are declared, in an environment of their own
	@test -x $(LOWEST)/bin/python || $(PYTHON) -m venv $(LOWEST)
	@$(call install,$(LOWEST)/bin,requirements.lowest.lock)
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(LOWEST)/bin/python -m pytest -q -n 2 --dist loadfile tests/unit tests/spec tests/contract

verify: $(STAMP) lowest ## the large targets of all rooms: hours
	VROEG_FUZZ=2000 $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/property tests/contract
	$(BIN)/python -m benchmarks --all  # the last one makes the country and reproduces both stored bundles

bench: $(STAMP) ## every benchmark against its peer: long
	$(BIN)/python -m benchmarks

lock: $(STAMP) ## write both locks again, newest and lowest versions (uv keeps what is pinned)
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --quiet -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --resolution lowest-direct --generate-hashes --no-emit-index-url --no-annotate --quiet -o requirements.lowest.lock

screenshots: $(STAMP) ## pictures of every page into docs/screenshots
	$(BIN)/python -m dashboard.screenshots --to docs/screenshots

docs: $(STAMP) ## the documentation site, offline, into site/
	$(BIN)/mkdocs build --strict --quiet

bundle: $(STAMP) ## wheelhouse with hashes for machines without internet, into dist/
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --require-hashes -r requirements.lock --dest dist/wheelhouse
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist/wheelhouse .
	cp requirements.lock dist/
	git archive --format=zip --output dist/repository.zip HEAD models ethics notebooks docs benchmarks/results README.md GLOSSARY.md CHANGELOG.md CITATION.cff CONTRIBUTING.md CODE_OF_CONDUCT.md SECURITY.md LICENSE
	printf 'set -e\npython3 -m venv .venv\n.venv/bin/python -m pip install --no-index --no-compile --find-links wheelhouse --require-hashes -r requirements.lock\n.venv/bin/python -m pip install --no-index --find-links wheelhouse --no-deps vroegsignalering\n' > dist/install.sh
	printf 'python -m venv .venv || exit /b 1\r\n.venv\\Scripts\\python -m pip install --no-index --no-compile --find-links wheelhouse --require-hashes -r requirements.lock || exit /b 1\r\n.venv\\Scripts\\python -m pip install --no-index --find-links wheelhouse --no-deps vroegsignalering\r\n' > dist/install.bat

clean: ## remove what was made here, not the registers in data/
	rm -rf $(VENV) $(LOWEST) site dist
