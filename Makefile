# 知行学堂. `make help` lists what can be done; `make run` and `make test` are enough to begin with.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

UV_VERSION := 0.13.9
UV := .uv/bin/uv
PYTHON := .venv/bin/python
RUN := $(PYTHON)
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/.node/bin:$(PATH)
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH

FRONTEND := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
LOCALES := $(wildcard */locale/*/LC_MESSAGES/django.po)
# Browser tests run in real time. Those that failed are walked once more, one at a time on a product of their own: a machine that
# stood still for a moment fails once, a fault fails twice. The first failure stays in the report.
in_browser = $(RUN) -m pytest -n 2 --dist loadfile $(1) || $(RUN) -m pytest --last-failed --last-failed-no-failures none $(1)
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: help setup run test check lint bench s3 speech demo-reset migrations lock translations cluster cluster-stop clean

help: ## 列出所有命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

setup: .venv/.ready static/built/.ready $(LOCALES:.po=.mo) ## 准备好环境，不启动
	@infra/system/packages.sh run

run: setup ## 启动网站、后台任务和定时任务（PORT=8000）
	@$(RUN) -m infra.runner

test: setup ## 运行全部测试，包括浏览器测试
	@infra/system/packages.sh test
ifdef TESTS
	@$(RUN) -m pytest $(TESTS)
else
	@$(RUN) -m pytest -n $(JOBS) -m "not e2e" --ignore tests/search/engines --ignore tests/search/indexing
	@$(RUN) -m pytest tests/search/engines tests/search/indexing
	@$(call in_browser,-m e2e --ignore tests/e2e)
	@$(call in_browser,tests/e2e)
endif

lint: .venv/.ready ## 格式、类型、架构、迁移和译文
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@$(RUN) -m djlint --quiet --lint $(wildcard */templates)
	@lint-imports --no-cache >var/lint-imports.log 2>&1 || { cat var/lint-imports.log; exit 1; }
	@$(RUN) -m mypy --no-error-summary .
	@$(RUN) -W ignore manage.py makemigrations --check --dry-run
	@$(RUN) -m infra.translations

check: setup ## 提交前的唯一关口：lint 和 test
	@$(MAKE) lint
	@$(MAKE) test

bench: setup ## 测量速度，输出 JSON
	@$(RUN) -m benchmarks

s3: setup ## 启动一个本机的 S3 服务（VersityGW），用来试用和测试对象存储
	@$(RUN) -m tests.s3

speech: setup ## 装上听写字幕的引擎和测试用的小模型（可选；网站用的模型由 SPEECH_MODEL_DIR 指定）
	@$(UV) pip install -q --python .venv/bin/python --require-hashes -r requirements-speech.lock

demo-reset: setup ## 清空演示数据并重新装入
	@$(RUN) manage.py reset_demo --yes

cluster: .venv/.ready ## 在本机启动真正的 OpenSearch（SERVER=elasticsearch|all，停止用 make cluster-stop）
	@$(RUN) -m infra.cluster start $(SERVER)

cluster-stop: .venv/.ready ## 停止本机的搜索服务器
	@$(RUN) -m infra.cluster stop all

migrations: .venv/.ready ## 生成数据库迁移
	@$(RUN) manage.py makemigrations

lock: $(UV) ## 按 pyproject.toml 重新解出 requirements.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.12 pyproject.toml --group dev -o requirements.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.12 --group pyproject.toml:speech-tests -c requirements.lock -o requirements-speech.lock

translations: .venv/.ready ## 更新译文文件
	@$(RUN) -m infra.translations --update

clean: ## 删除安装和生成的一切（数据在 var/，会保留）
	@rm -rf .venv .uv .node node_modules static/built

$(UV):
	@python="$$(infra/system/python.sh)" && "$$python" -m venv --clear .uv && .uv/bin/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.ready: requirements.lock | $(UV)
	@infra/system/packages.sh run
	@python="$$(infra/system/python.sh)"; [ -x .venv/bin/python ] || $(UV) venv -q --python "$$python" .venv
	@$(UV) pip sync -q --python .venv/bin/python --require-hashes requirements.lock
	@mkdir -p var && touch $@

.node/version: | $(UV)
	@infra/system/node.sh $(CURDIR)/$(UV) "$$(infra/system/python.sh)"

node_modules/.ready: package-lock.json .node/version
	@npm ci --silent --no-fund --no-audit
	@touch $@

static/built/.ready: $(FRONTEND) node_modules/.ready
	@npm run --silent build
	@touch $@

%.mo: %.po
	@msgfmt --check-format -o $@ $<
