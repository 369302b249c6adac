#!/bin/sh
# Makes the virtual environment: make_venv.sh FOLDER. PYTHON names another interpreter.
set -eu
folder=$1
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed, and '$python' is not. Name another: make PYTHON=python3.12 ..." >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv with apt: this Python cannot make virtual environments yet."
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv
    else
        echo "This Python cannot make virtual environments. Run this first, then try again:" >&2
        echo "    sudo apt install python3-venv" >&2
        exit 1
    fi
fi
"$python" -m venv "$folder"
