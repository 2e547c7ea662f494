# `make letters` builds the newest issue; `make test` runs every check and test. Both set up what they need.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin

# What files, catalogs and letters are made with: the tests that a new release of a library could break.
RANGE := tests/translate/test_plurals.py tests/translate/formats/test_po.py tests/translate/test_chrome.py tests/pipeline/translation/test_update.py tests/test_locales.py tests/render/test_cldr.py tests/content/test_markdown.py tests/content/test_texts.py tests/test_edition.py tests/render/letter/test_layout.py

# Tests of a file stay together, so that what they share is made once; a worker that has no more takes half of another's, so
# that none is idle, and one that hangs takes nobody with it (pyproject.toml).
SHARED := -n auto --dist worksteal

.PHONY: caniemail schemas checks help letters test quick newest lowest lint types layers tests again screenshots lock clean studio-bundle studio-words

help:
	@echo "make letters      build the letters of the newest issue (sets up $(VENV) first)"
	@echo "make test         run every check and test (sets up $(VENV) first)"
	@echo "make quick        the same without slow tests: browsers, several processes, a sixth of a second and more"
	@echo "make newest       the tests of files, catalogs and letters with the newest releases that pyproject.toml allows"
	@echo "make lowest       the same with the lowest"
	@echo "make again        run once more what failed in the last run of all tests"
	@echo "make screenshots  take the pictures of the README anew (needs chromium)"
	@echo "make checks       write docs/checks.md anew from the checks and their explanations"
	@echo "make schemas      write schemas/ anew from the models of the editors' files"
	@echo "make caniemail    renew what mail programs can show (needs npm)"
	@echo "make studio-bundle  bundle what the studio runs in the browser (needs npm)"
	@echo "make studio-words   bring the studio's catalogs up to date with its words"
	@echo "make lock         pin the newest releases of everything this project stands on"
	@echo "make clean        delete what can be made again"

letters: $(VENV)/.runs
	@$(BIN)/newsletter build

test: lint types layers tests

quick: lint types layers $(VENV)/.tests
	$(BIN)/pytest $(SHARED) -m "not slow"

newest lowest: $(VENV)/.tests
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/$@
	$(BIN)/uv pip install --quiet --python $(VENV)/$@/bin/python --no-sources \
	  --resolution $(if $(filter newest,$@),highest,lowest-direct) \
	  -r pyproject.toml "pytest>=9" "pytest-xdist>=3.8" "hypothesis>=6.150"
	PYTHONPATH=. $(VENV)/$@/bin/python -m pytest -n auto --dist worksteal -p no:cacheprovider $(RANGE)

lint: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.tests
	$(BIN)/mypy

layers: $(VENV)/.tests
	$(BIN)/lint-imports --no-cache

tests: $(VENV)/.tests
	@rm -f $(VENV)/failed
	$(BIN)/pytest $(SHARED) --list-failed $(VENV)/failed

# A test that passes alone but failed among others is mended like any other, and holds up nothing meanwhile.
again:
	@test -s $(VENV)/failed || { echo "no test has failed: look above"; exit 1; }
	@echo "These failed. They are run once more, one after the other:"; cat $(VENV)/failed
	$(BIN)/pytest @$(VENV)/failed

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it with make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tests: requirements-dev.lock $(VENV)/.runs
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

screenshots: $(VENV)/.tests
	$(BIN)/python docs/screenshots.py

checks: $(VENV)/.tests
	$(BIN)/python docs/checks.py

schemas: $(VENV)/.tests
	PYTHONPATH=. $(BIN)/python tools/schemas.py

caniemail: $(VENV)/.tests
	rm -rf $(VENV)/caniemail && mkdir $(VENV)/caniemail
	npm pack --silent --pack-destination $(VENV)/caniemail caniemail@latest
	$(BIN)/python tools/caniemail.py $(VENV)/caniemail/*.tgz
	$(BIN)/python docs/checks.py

studio-bundle:
	cd studio-bundle && npm ci --silent && npm run --silent build

studio-words: $(VENV)/.tests
	$(BIN)/python tools/studio_words.py

lock: $(VENV)/.tests
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header \
	  --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --generate-hashes --python-version 3.11 --no-header \
	  --extra build --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
	  --extra build --extra postgres --extra home --extra workers -c requirements.lock pyproject.toml -o packaging/requirements.lock

clean:
	rm -rf $(VENV) build .cache dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
