"""No text that people see escapes translation: not in a template, not in code, not in a form.

The scanners are plain and strict; what they may overlook on purpose is named in the lists at the top.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import models
from django.forms import BaseForm
from django.utils.functional import Promise

from tests.checks import ROOT

# Indonesian by purpose: the printed report, and the gallery, which only developers see.
UNTRANSLATED = ("templates/reports/pdf/", "templates/gallery")
# The names of languages in themselves, what is printed on a key, and the column names that a file of questions must have.
NOT_WORDS = {
    "templates/parts/languages.html": {"Indonesia", "English"},
    "templates/evaluations/parts/keys.html": {"Enter"},
    "templates/pillars/parts/columns.html": set(re.findall(r"\w+", """
        order key dimension baseline output outcome impact quick_win collaboration pillar governance branding economy
        living society environment sub_pillar element_id element_en label_id label_en answer_kind yes_no count percent
        ratio text survey_mean unit evidence_hint_id evidence_hint_en horizon this_year last_year none
        """)),
}  # fmt: skip
TRANSLATED = re.compile(r"\{%\s*(blocktranslate|comment)\b.*?\bend\1\s*%\}", re.S)
TEMPLATE_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
HTML_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
READ_ALOUD = re.compile(r"""\b(?:aria-label|alt|data-label|label|placeholder|title)=(?:"([^"]*)"|'([^']*)')""")
DEFAULT = re.compile(r"""\|(?:default|default_if_none|yesno|join):(?:"([^"]*)"|'([^']*)')""")
WORD = re.compile(r"[^\W\d_]\w+")


def unmarked_words(markup: str) -> set[str]:
    """Words of a template which a reader sees or hears and which no translation can reach."""
    literals = {word for found in DEFAULT.findall(markup) for word in WORD.findall("".join(found))}
    plain = TEMPLATE_TAG.sub(" ", TRANSLATED.sub(" ", markup))
    attributes = {word for found in READ_ALOUD.findall(plain) for word in WORD.findall("".join(found))}
    return literals | attributes | set(WORD.findall(HTML_TAG.sub(" ", plain)))


def test_scanner_finds_words_outside_translations() -> None:
    found = unmarked_words(
        '<p title="{% translate "Satu" %}">{{ x|default:"Dua" }}{% blocktranslate %}Tiga{% endblocktranslate %}</p>'
        '<a href="/empat/" title="Lima">{% translate "Enam" %} – 7</a>Delapan'
    )
    assert found == {"Dua", "Lima", "Delapan"}


def test_every_word_of_every_template_can_be_translated() -> None:
    unmarked = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        name = str(path.relative_to(ROOT))
        if not name.startswith(UNTRANSLATED):
            words = unmarked_words(path.read_text()) - NOT_WORDS.get(name, set())
            if words:
                unmarked[name] = words
    assert unmarked == {}


MARKS = {"gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2, "pgettext": 2, "pgettext_lazy": 2}
SHOWN = {"empty_label", "label", "verbose_name", "verbose_name_plural"}


def rooms() -> list[str]:
    return [config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT]


def calls(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[ast.Call, bool]]:
    """Every call below `node`, and whether it waits for a function to run."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, inside
        yield from calls(child, inside=inside or isinstance(child, ast.FunctionDef | ast.Lambda))


def renames(node: ast.stmt, marks: dict[str, str]) -> bool:
    """Whether a statement gives a mark another name, one that is not the customary underscore."""
    if isinstance(node, ast.Assign):
        return isinstance(node.value, ast.Name) and node.value.id in marks
    names = node.names if isinstance(node, ast.ImportFrom) else []
    return any(a.name in MARKS and a.asname not in (None, "_") for a in names)


def mistakes(source: str) -> Iterator[str]:
    """Texts that can never be translated, or only into the language that was on when the module was imported."""
    tree = ast.parse(source)
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    marks = {a.asname or a.name: a.name for node in imported for a in node.names if a.name in MARKS}
    # The gatherer of texts knows the marks by name: under another one a text is never offered for translation.
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
    yield from (f"line {node.lineno}: {ast.unparse(node)} hides texts" for node in statements if renames(node, marks))
    for call, inside in calls(tree):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        said = f"line {call.lineno}: {ast.unparse(call)}"
        if name in marks:
            if not all(isinstance(a, ast.Constant) for a in call.args[: MARKS[marks[name]]]):
                yield f"{said} is not a plain text"
            if not inside and not marks[name].endswith("_lazy"):
                yield f"{said} must be lazy"
        receiver = getattr(call.func, "value", None)
        told = call.args if name == "ValidationError" or getattr(receiver, "id", "") == "messages" else []
        told = told + [keyword.value for keyword in call.keywords if keyword.arg in SHOWN]
        if any(isinstance(a, ast.Constant) and isinstance(a.value, str) and WORD.search(a.value) for a in told):
            yield f"{said} is not marked"


def test_scanner_finds_texts_marked_wrongly() -> None:
    source = """
from django.utils.translation import gettext as _, gettext_lazy
early, late = _("Satu"), gettext_lazy("Dua")
def view(request):
    messages.success(request, "Tiga")
    messages.success(request, _("Empat"))
    return _(f"{early} lima")
hidden = gettext_lazy
"""
    assert [line.split(":")[0] for line in mistakes(source)] == ["line 8", "line 3", "line 5", "line 7"]


def test_every_text_of_the_code_is_marked_and_waits_for_the_reader() -> None:
    found = []
    for room in rooms():
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT)
            if not {"tests", "migrations"} & set(name.parts) and name != Path("smartcity/gallery.py"):
                found += [f"{name}, {mistake}" for mistake in mistakes(path.read_text())]
    assert found == []


# --- models and forms -------------------------------------------------------------------------------------------

# Its template names the fields itself.
NAMED_BY_TEMPLATE = {"accounts.forms.SignInForm"}


def frozen(*texts: object) -> bool:
    """Whether one of the texts stays in the language in which it was made."""
    return any(isinstance(text, str) and WORD.search(text) and not isinstance(text, Promise) for text in texts)


def forms(kind: type[BaseForm] = BaseForm) -> Iterator[type[BaseForm]]:
    """Every form class of our rooms."""
    for form in kind.__subclasses__():
        if form.__module__.split(".")[0] in rooms():
            yield form
        yield from forms(form)


def test_names_of_rooms_fields_and_choices_wait_for_the_reader() -> None:
    found = []
    for config in apps.get_app_configs():
        if config.name not in rooms():
            continue
        for field in (field for model in config.get_models() for field in model._meta.get_fields()):
            if not isinstance(field, models.Field) or field.auto_created:
                continue
            labels = [label for value, label in field.choices or [] if label != value and field.name != "timezone"]
            automatic = field.name.replace("_", " ")
            if frozen(*labels) or (frozen(field.verbose_name) and field.verbose_name != automatic):
                found.append(str(field))
    assert found == []


def test_labels_and_hints_of_forms_wait_for_the_reader() -> None:
    importlib.import_module(settings.ROOT_URLCONF)  # brings every form in
    found, seen = [], 0
    for form in forms():
        name = f"{form.__module__}.{form.__qualname__}"
        for key, field in getattr(form, "base_fields", {}).items():
            seen += 1
            unnamed = field.label is None and not field.widget.is_hidden and name not in NAMED_BY_TEMPLATE
            told = (field.label, field.help_text, getattr(field, "empty_label", None), *field.error_messages.values())
            if unnamed or frozen(*told):
                found.append(f"{name}.{key}")
    assert seen > 20
    assert found == []
