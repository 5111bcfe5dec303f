"""The one anchor that a programme could have becomes its first link; nobody is named, since nobody was asked."""

from django.db import migrations
from django.utils import timezone


def carry(apps, schema_editor):
    programmes = apps.get_model("documents", "MasterplanProgramme").objects.filter(rpjmd_programme__isnull=False)
    link, now = apps.get_model("alignment", "Link"), timezone.now()
    link.objects.bulk_create(
        link(programme_id=pk, rpjmd_programme_id=anchor, confirmed_at=now)
        for pk, anchor in programmes.values_list("pk", "rpjmd_programme")
    )


class Migration(migrations.Migration):
    dependencies = [("alignment", "0001_links"), ("documents", "0002_measures_of_plans")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
