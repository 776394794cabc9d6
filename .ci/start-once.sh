#!/usr/bin/env bash
# Start the product with `make run` on a fresh machine, wait until it answers, ask for its main pages, stop it as Ctrl-C does.
set -euo pipefail
port=${PORT:-8123}
log=$(mktemp)
started=$(date +%s)
PORT=$port setsid make run >"$log" 2>&1 &
group=$!
trap 'kill -INT -- -"$group" 2>/dev/null || true' EXIT

for _ in $(seq 600); do
  curl -fsS -o /dev/null "http://127.0.0.1:$port/health/" 2>/dev/null && break
  kill -0 "$group" 2>/dev/null || { cat "$log"; echo "make run ended before it served"; exit 1; }
  sleep 1
done
for address in / /courses/ /verify/ /accounts/login/ /sitemap.xml; do
  curl -fsS -o /dev/null -w "%{http_code} %{time_total}s %{url}\n" "http://127.0.0.1:$port$address" || { tail -50 "$log"; exit 1; }
done
echo "served after $(($(date +%s) - started)) s"
kill -INT -- -"$group"
for _ in $(seq 30); do kill -0 "$group" 2>/dev/null || break; sleep 1; done
! kill -0 "$group" 2>/dev/null || { tail -50 "$log"; echo "make run did not stop"; exit 1; }
trap - EXIT
