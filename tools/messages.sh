#!/bin/sh
# Gathers every text marked for translation into locale/en/LC_MESSAGES/django.po, keeps the translations that are there,
# and names what still needs one. Exits 1 when a text is untranslated or its translation is only a guess (fuzzy).
# Indonesian is the language of the source and has no catalogue. Needs gettext; ./dev compiles the result.
set -eu
cd "$(dirname "$0")/.."
catalogue=locale/en/LC_MESSAGES/django.po
mkdir -p "$(dirname "$catalogue")"

.venv/bin/python manage.py makemessages --locale en --no-obsolete --add-location file --verbosity 0 \
    --ignore .venv --ignore var --ignore node_modules --ignore staticfiles --ignore tests --ignore bench

# Sorted by text and without the time of this run, so that a run which finds nothing new changes nothing.
sorted=$(mktemp)
trap 'rm -f "$sorted"' EXIT
msgcat --sort-output --add-location=file "$catalogue" | sed '/^"POT-Creation-Date: /d' >"$sorted"
cmp -s "$sorted" "$catalogue" || cat "$sorted" >"$catalogue"

msgfmt --check-format --output-file /dev/null "$catalogue"
# The first paragraph of what msgattrib says is the heading of the file.
missing=$(msgattrib --untranslated --no-obsolete --no-location "$catalogue" | sed '1,/^$/d')
guessed=$(msgattrib --only-fuzzy --no-obsolete --no-location "$catalogue" | sed '1,/^$/d')
[ -z "$missing$guessed" ] && exit 0
[ -z "$missing" ] || printf 'Untranslated:\n%s\n' "$missing"
[ -z "$guessed" ] || printf 'Only guessed (fuzzy):\n%s\n' "$guessed"
exit 1
