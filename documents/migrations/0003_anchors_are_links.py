"""What a programme serves is said in the room `alignment`, which carries the old anchors over first."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_measures_of_plans"), ("alignment", "0002_anchors_become_links")]
    operations = [migrations.RemoveField(model_name="masterplanprogramme", name="rpjmd_programme")]
