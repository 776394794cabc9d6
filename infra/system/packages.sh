#!/usr/bin/env bash
# Make sure that the programs which do not come from PyPI or npm are there: installed on Debian when we may, named when we may not.
#   infra/system/packages.sh run     what the site needs to run
#   infra/system/packages.sh test    that, and what its tests need
#   infra/system/packages.sh cluster that, and what fetches and runs search servers
set -euo pipefail

declare -A package=(
  [ffmpeg]=ffmpeg [ffprobe]=ffmpeg [espeak-ng]=espeak-ng [msgfmt]=gettext
  [chromium]=chromium [pdftotext]=poppler-utils [xgettext]=gettext [mvn]=maven [nginx]=nginx-light [strace]=strace
)
programs=(ffmpeg ffprobe espeak-ng msgfmt)
libraries=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk)
case "${1:-run}" in test | cluster) programs+=(chromium pdftotext xgettext nginx strace) ;; esac
[ "${1:-run}" = cluster ] && programs+=(mvn) # Maven's package brings Java 17
PATH=$PATH:/usr/sbin

welcome=()
# Word and PPT hand-outs are shown by LibreOffice; without it the site runs and says what it cannot do.
command -v soffice >/dev/null || welcome=(libreoffice-impress-nogui libreoffice-writer-nogui)

missing=()
for program in "${programs[@]}"; do
  command -v "$program" >/dev/null || missing+=("${package[$program]}")
done
if command -v dpkg-query >/dev/null; then
  for library in "${libraries[@]}"; do
    dpkg-query -W -f='${Status}' "$library" 2>/dev/null | grep -q 'ok installed' || missing+=("$library")
  done
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then missing+=("${welcome[@]}"); fi
[ ${#missing[@]} -gt 0 ] || exit 0
mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "正在安装系统软件：${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "缺少系统软件：${missing[*]}"
  echo "请先安装，例如：sudo apt-get install --no-install-recommends ${missing[*]}"
  exit 1
fi
