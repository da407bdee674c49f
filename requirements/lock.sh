#!/bin/sh
# Compiles the two locked sets from their .in files; needs `uv` on the PATH. Hashes are kept, addresses of indexes are not.
set -eu
cd "$(dirname "$0")/.."
for set in run parquet test; do
    uv pip compile "requirements/$set.in" --universal --python-version 3.11 --override requirements/overrides.in \
        --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet \
        --output-file "requirements/$set.lock"
done
