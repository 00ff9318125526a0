# make run · make demo · make test · make check · make bench      (Python 3.11 or newer, make and git are all it takes)
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PORT   ?= 8501
DEMO   ?= data/demo

.PHONY: run demo test check format bench clean
.DEFAULT_GOAL := help

help:
	@echo "make run     open Hearback on your own workspace (data/)"
	@echo "make demo    open it on a workspace of sample calls ($(DEMO)/)"
	@echo "make test    run all tests"
	@echo "make check   lint and types"
	@echo "make bench   speed and memory on this machine, against targets"

run: $(VENV)/ready
	$(PY) -m streamlit run streamlit_app.py --server.port $(PORT)

demo: $(VENV)/ready
	$(PY) -m qa demo --data $(DEMO)
	QA_DATA=$(DEMO) $(PY) -m streamlit run streamlit_app.py --server.port $(PORT)

test: $(VENV)/ready-dev
	$(PY) -m pytest -n 2 --dist loadscope --no-loadscope-reorder

check: $(VENV)/ready-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(VENV)/ready-dev
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: $(VENV)/ready-dev
	$(PY) -m qa bench

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hearback needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/ready: requirements.txt | $(VENV)/made
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements.txt requirements-faster.txt requirements-dev.txt | $(VENV)/made
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/ready
