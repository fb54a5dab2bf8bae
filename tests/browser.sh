#!/usr/bin/env bash
# Makes sure that the tests have a browser and that reports have Pango; says what it installs; never skips.
set -euo pipefail
have_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || [ -x "/Applications/Chromium.app/Contents/MacOS/Chromium" ]; }
have_pango() { python3 -c "import ctypes.util, sys; sys.exit(not ctypes.util.find_library('pangoft2-1.0'))"; }
if have_browser >/dev/null && have_pango; then exit 0; fi
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
if command -v apt-get >/dev/null; then
  echo "installing a browser and Pango for the tests, with apt-get"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null
elif command -v dnf >/dev/null; then
  echo "installing a browser and Pango for the tests, with dnf"; as_root dnf install -y -q chromium pango
elif command -v brew >/dev/null; then
  echo "installing a browser and Pango for the tests, with brew"; brew install --quiet --cask chromium; brew install --quiet pango
else
  echo "the tests need Chromium and Pango: install them with your system's package manager" >&2; exit 17
fi
