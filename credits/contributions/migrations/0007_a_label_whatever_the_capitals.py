import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0006_labels_of_one_repository_under_two_spellings'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='repositorylabel',
            name='one_row_a_label',
        ),
        migrations.AddConstraint(
            model_name='repositorylabel',
            constraint=models.UniqueConstraint(models.F('forge'), django.db.models.functions.text.Lower('name'), models.F('label'), name='one_row_a_label'),
        ),
    ]
