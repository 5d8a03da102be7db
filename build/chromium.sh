#!/bin/sh
# Starts Chromium for tests and benches, without the list under its address bar: that is a web page of the browser's
# own, which every new window loads anew, and it takes a core for two seconds from the page that is tested or timed.
# CHROMIUM may name the browser.
for argument; do
	shift
	case $argument in
	--disable-features=*) argument="$argument,WebUIOmniboxPopup,WebUIOmniboxAimPopup" ;;
	esac
	set -- "$@" "$argument"
done
exec "${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}" "$@"
