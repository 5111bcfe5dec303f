#!/bin/sh
# Compiles requirements.txt and requirements-dev.txt from their .in files. Arguments go to pip-compile, e.g. --upgrade.
set -eu
cd "$(dirname "$0")/.."
for name in requirements requirements-dev; do
    .venv/bin/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
        --no-header --output-file "$name.txt" "$@" "$name.in"
done
