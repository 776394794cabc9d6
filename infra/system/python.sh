#!/usr/bin/env bash
# Print the first Python that is new enough (3.12 or later); say in one line what is wrong when there is none.
set -u
for candidate in "${PYTHON:-}" python3.13 python3.12 python3.14 python3 python; do
  [ -n "$candidate" ] || continue
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
    "$candidate" -c 'import sys; print(sys.executable)'
    exit 0
  fi
done
echo "需要 Python 3.12 或更新（带 venv）；这里的 python3 是 $(python3 --version 2>/dev/null || echo 没有安装)。可用 PYTHON=/路径/python3.12 make … 指定。" >&2
exit 1
