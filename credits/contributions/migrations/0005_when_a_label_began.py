from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0004_what_is_listed_and_never_shown'),
    ]

    operations = [
        migrations.AddField(
            model_name='repositorylabel',
            name='begun_at',
            field=models.DateTimeField(null=True),
        ),
    ]
