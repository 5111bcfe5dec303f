#!/bin/sh
# Copies the browser files we use from npm packages into static/vendor, which is committed:
# a checkout needs no npm. Run it only to take a newer version (edit package.json first).
set -eu
cd "$(dirname "$0")/.."
npm install --no-audit --no-fund --silent

from=node_modules
to=static/vendor
mkdir -p "$to/bootstrap" "$to/htmx" "$to/plus-jakarta-sans" "$to/tus"

# Bootstrap: the stylesheet only. Menus and disclosure are <details>, so none of its scripts is needed.
# The source map line goes: whitenoise's manifest storage would look for a file we do not ship.
sed '/^\/\*# sourceMappingURL/d' "$from/bootstrap/dist/css/bootstrap.min.css" > "$to/bootstrap/bootstrap.min.css"
cp "$from/bootstrap/LICENSE" "$to/bootstrap/LICENSE"

sed '/^\/\/# sourceMappingURL/d' "$from/htmx.org/dist/htmx.min.js" > "$to/htmx/htmx.min.js"
cp "$from/htmx.org/LICENSE" "$to/htmx/LICENSE"

sed '/^\/\/# sourceMappingURL/d' "$from/tus-js-client/dist/tus.min.js" > "$to/tus/tus.min.js"
cp "$from/tus-js-client/LICENSE" "$to/tus/LICENSE"

fonts="$from/@fontsource-variable/plus-jakarta-sans"
for part in latin latin-ext; do
    cp "$fonts/files/plus-jakarta-sans-$part-wght-normal.woff2" "$to/plus-jakarta-sans/"
done
cp "$fonts/LICENSE" "$to/plus-jakarta-sans/LICENSE"

for package in bootstrap htmx.org tus-js-client @fontsource-variable/plus-jakarta-sans; do
    printf '%s %s\n' "$package" "$(node -p "require('./$from/$package/package.json').version")"
done > "$to/VERSIONS"
cat "$to/VERSIONS"
