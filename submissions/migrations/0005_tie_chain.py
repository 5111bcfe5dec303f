from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("submissions", "0004_workbooks")]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="tie_chain",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
