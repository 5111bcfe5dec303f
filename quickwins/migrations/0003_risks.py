from django.db import migrations, models

SCALE = {"low": "2", "medium": "3", "high": "4"}


def to_numbers(apps, schema_editor):
    """Three words become three places on the scale of five; the columns hold text until the next step."""
    risk = apps.get_model("quickwins", "Risk")
    for word, number in SCALE.items():
        risk.objects.filter(likelihood=word).update(likelihood=number)
        risk.objects.filter(impact=word).update(impact=number)


def to_words(apps, schema_editor):
    risk = apps.get_model("quickwins", "Risk")
    words = {"1": "low", "5": "high"} | {number: word for word, number in SCALE.items()}
    for number, word in words.items():
        risk.objects.filter(likelihood=number).update(likelihood=word)
        risk.objects.filter(impact=number).update(impact=word)


class Migration(migrations.Migration):
    dependencies = [("quickwins", "0002_lives")]

    operations = [
        migrations.RunPython(to_numbers, to_words),
        migrations.AlterField(
            model_name="risk",
            name="likelihood",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Hampir tidak terjadi"),
                    (2, "Jarang terjadi"),
                    (3, "Kadang-kadang terjadi"),
                    (4, "Sering terjadi"),
                    (5, "Hampir pasti terjadi"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="risk",
            name="impact",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Tidak signifikan"),
                    (2, "Kurang signifikan"),
                    (3, "Cukup signifikan"),
                    (4, "Signifikan"),
                    (5, "Sangat signifikan"),
                ]
            ),
        ),
        migrations.AddField(
            model_name="risk",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Terbuka"),
                    ("handled", "Sedang ditangani"),
                    ("occurred", "Terjadi"),
                    ("ended", "Ditutup"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("impact__range", (1, 5)), ("likelihood__range", (1, 5))),
                name="risk_on_the_scale",
            ),
        ),
    ]
