"""Reports are about any subject, no longer a result alone."""

from __future__ import annotations

from django.db import migrations, models


def name_subjects(apps, schema_editor):
    Report = apps.get_model("reports", "Report")
    for report in Report.objects.select_related("result__submission__regency", "result__run__cycle"):
        report.subject = str(report.result_id)
        report.owner = report.result.submission.regency.name
        report.about = report.result.run.cycle.name
        report.save(update_fields=["subject", "owner", "about"])


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("evaluations", "0001_initial")]

    operations = [
        migrations.AddField("report", "subject", models.CharField(max_length=60, default=""), preserve_default=False),
        migrations.AddField(
            "report", "source", models.CharField(blank=True, max_length=64, default=""), preserve_default=False
        ),
        migrations.AddField("report", "owner", models.CharField(max_length=300, default=""), preserve_default=False),
        migrations.AddField("report", "about", models.CharField(max_length=300, default=""), preserve_default=False),
        migrations.RunPython(name_subjects, migrations.RunPython.noop),
        migrations.RemoveConstraint("report", "one_report_per_result_and_kind"),
        migrations.AlterField("report", "kind", models.CharField(help_text="A code of reports.kinds.", max_length=16)),
        migrations.RemoveField("report", "result"),
        migrations.AddConstraint(
            "report",
            models.UniqueConstraint(fields=("kind", "subject", "source"), name="one_report_per_kind_and_version"),
        ),
    ]
