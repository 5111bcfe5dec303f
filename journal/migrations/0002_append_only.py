"""The database itself refuses to edit or delete journal rows."""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION journal_entry_is_append_only() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'journal rows are never edited or deleted';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_entry_is_append_only();
"""

SQLITE = [
    """CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'journal rows are never edited or deleted'); END""",
    """CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry
       BEGIN SELECT RAISE(ABORT, 'journal rows are never edited or deleted'); END""",
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    else:
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION journal_entry_is_append_only() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER journal_entry_no_update")
        schema_editor.execute("DROP TRIGGER journal_entry_no_delete")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
