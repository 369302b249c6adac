#!/bin/sh
# Sees to it that each program is there with which the tests open workbooks.
set -eu

# Each package and how to tell that what the tests use of it is here.
look_for() {
    missing=""
    need libreoffice-calc command -v soffice
    need poppler-utils command -v pdftoppm
    need python3-uno /usr/bin/python3 -c 'import uno'
    need gnumeric command -v ssconvert
}

need() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}

look_for
if [ -z "$missing" ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing with apt, for the tests that open workbooks in other programs:$missing."
    apt-get update -qq
    # shellcheck disable=SC2086 # several packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    look_for
else
    echo "Not here, and the tests that need them are skipped:$missing."
    echo "To run them, install them, on Debian and Ubuntu with:"
    echo "    sudo apt install$missing"
fi
if [ "${CI:-}" = true ] && [ -n "$missing" ]; then
    echo "Needed where CI=true, and not here:$missing." >&2
    exit 1
fi
