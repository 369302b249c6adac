#!/bin/sh
# Sees to it that LibreOffice Calc is there for the tests that recalculate workbooks.
set -eu
packages="libreoffice-calc poppler-utils"
if command -v soffice >/dev/null && command -v pdftoppm >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing LibreOffice Calc with apt, for the tests that recalculate workbooks."
    apt-get update -qq
    # shellcheck disable=SC2086 # several packages
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
else
    echo "LibreOffice Calc is not here: the tests that recalculate workbooks are skipped."
    echo "To run them, install it, on Debian and Ubuntu with:"
    echo "    sudo apt install $packages"
fi
if [ "${CI:-}" = true ] && ! command -v soffice >/dev/null; then
    echo "LibreOffice Calc is needed where CI=true, and could not be installed." >&2
    exit 1
fi
