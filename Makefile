# Needs Python 3.11 or later and make; everything else is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run page test faults bench fuzz-api check audit build deploy secrets doctor dev redrive format lock clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

# uv installs from the same pins in a tenth of pip's time; where it cannot, pip does.
define install
$(PYTHON) -m venv $(1)
$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt \
  && $(1)/bin/uv pip install --quiet --python $(1)/bin/python --require-hashes -r $(2) \
  || $(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(2)
@touch $(1)/ready
endef

.venv/ready: requirements/dev.txt requirements/uv.txt
	$(call install,.venv,requirements/dev.txt)

# checkov pins another boto3, so it lives apart.
.build/checkov/ready: requirements/checkov.txt requirements/uv.txt
	$(call install,.build/checkov,requirements/checkov.txt)

# So does SAM, which pins boto3 as well.
.build/sam/ready: requirements/sam.txt requirements/uv.txt
	$(call install,.build/sam,requirements/sam.txt)

# pip-audit's packages are of use to nothing else.
.build/audit/ready: requirements/audit.txt requirements/uv.txt
	$(call install,.build/audit,requirements/audit.txt)

# Node comes with the Python environment; what npm installs is pinned with its hashes.
PAGE := local/page
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix $(PAGE)

$(PAGE)/node_modules/ready: .venv/ready $(PAGE)/package-lock.json
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.build/page/ready: $(PAGE)/node_modules/ready $(PAGE)/build.mjs $(shell find $(PAGE)/app -type f)
	$(NPM) run --silent build
	@touch $@

page: .build/page/ready  ## the preview workspace's page, as the browser loads it

run: .build/page/ready  ## a Slack workspace and an AWS region on this machine, no accounts needed
	$(BIN)/python -m local

# Files are handed out in the order they are collected: browsers and processes first, and many short
# ones at the end, so that no worker is left alone with a long file.
test: .build/page/ready  ## the tests; ARGS="-k thread" picks some, ALL=1 adds slow ones and coverage
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder \
	  $(if $(ALL),--cov --hypothesis-profile=thorough,-m "not slow") $(ARGS)

faults: .venv/ready  ## every fault at every call, and the scoreboard in docs/reliability.md; long
	rm -rf .build/faults
	FAULTS=full $(BIN)/python -m pytest -n auto tests/faults tests/properties/test_messages.py; \
	  status=$$?; $(BIN)/python -m tests.faults.scoreboard && exit $$status

# Schemathesis brings a pytest plugin that the other tests are better off without.
.build/schemathesis/ready: requirements/schemathesis.txt requirements/uv.txt
	$(call install,.build/schemathesis,requirements/schemathesis.txt)

fuzz-api: .venv/ready .build/schemathesis/ready  ## the REST API fuzzed by its own document, for half a minute
	$(BIN)/python -m tests.fuzz_api .build/schemathesis/bin/schemathesis

audit: .venv/ready .build/audit/ready  ## pinned packages looked up among known vulnerabilities
	$(BIN)/python -m local.audit .build/audit/bin/pip-audit

check: audit .venv/ready .build/checkov/ready .build/sam/ready $(PAGE)/node_modules/ready  ## what a reviewer runs: format, lint, types, import rules, template
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r api bot core -c pyproject.toml
	$(BIN)/python -m pytest -q tests/infra/test_template.py tests/infra/test_role.py tests/infra/test_storage.py
	$(BIN)/python -m local.lint --checkov .build/checkov/bin/checkov --sam .build/sam/bin/sam
	$(NPM) run --silent check

bench: .venv/ready  ## measure the bot against one written the documented way; ten minutes
	$(BIN)/python -m benchmarks

build: .venv/ready  ## the deployable for AWS Lambda, without Docker
	$(BIN)/python -m infra build --zip .build/function.zip $(BUILD_OPTIONS)

# STACK, REGION and PARAMETERS="NAME=VALUE …" answer beforehand what would be asked.
deploy: .venv/ready .build/sam/ready  ## build and deploy to AWS, and say what to do next
	$(BIN)/python -m infra deploy --parameters $(PARAMETERS)

secrets: .venv/ready  ## ask for Slack's two secrets and store them
	$(BIN)/python -m infra secrets

doctor: .venv/ready  ## check the deployment and say the mends; SPEND=1 also calls each model once
	$(BIN)/python -m bot doctor $(if $(SPEND),--spend)

dev: .venv/ready  ## the bot in Socket Mode against a real workspace, jobs on this machine
	$(BIN)/python -m bot dev

redrive: .venv/ready  ## move dead letters back to the slow lane
	$(BIN)/python -m infra redrive

format: .venv/ready  ## rewrite the code in the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/ready  ## pin anew what pyproject.toml asks for
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header \
	  --generate-hashes --upgrade pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header \
	  --generate-hashes --upgrade --extra local --extra dev pyproject.toml -o requirements/dev.txt

clean:  ## remove what was made
	rm -rf .venv .build build dist $(PAGE)/node_modules
