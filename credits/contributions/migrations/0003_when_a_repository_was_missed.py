from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0002_whose_reading_a_repository_is'),
    ]

    operations = [
        migrations.AddField(
            model_name='repository',
            name='history_missed_at',
            field=models.DateTimeField(null=True),
        ),
    ]
