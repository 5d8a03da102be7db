#!/bin/sh
# Makes sure that there are a Chromium, a font with Chinese characters and, where packages can be had, a Firefox for the
# end-to-end tests. CHROMIUM and FIREFOX may name one.
set -eu

missing=""
[ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || missing="chromium"
if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh-cn family)" ]; then
	missing="$missing fontconfig fonts-noto-cjk"
fi
# Tests without a Firefox say that they are skipped.
if command -v apt-get >/dev/null && [ -z "${FIREFOX:-}" ] && ! command -v firefox-esr >/dev/null && ! command -v firefox >/dev/null; then
	missing="$missing firefox-esr"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "The end-to-end tests need: $missing. Install it, or set CHROMIUM to a Chromium." >&2
	exit 1
fi
root=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "Run as root: apt-get install $missing" >&2; exit 1; }
	root="sudo"
fi
$root apt-get update
# shellcheck disable=SC2086 # a list of packages
DEBIAN_FRONTEND=noninteractive $root apt-get install --yes --no-install-recommends $missing
