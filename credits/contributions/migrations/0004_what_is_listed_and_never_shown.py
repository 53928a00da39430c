from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0003_when_a_repository_was_missed'),
    ]

    operations = [
        migrations.AddField(
            model_name='sync',
            name='gap_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='sync',
            name='gap_readings',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='sync',
            name='unshown',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
