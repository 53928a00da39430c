from django.db import migrations


def keep_the_latest(apps, schema_editor):
    """Of rows that differ only by capitals the last one stays, as if it had been loaded over the others."""
    kept = {}
    rows = apps.get_model('contributions', 'RepositoryLabel').objects.order_by('-pk')
    for row in rows.only('forge', 'name', 'label', 'repository'):
        key = (row.forge, row.name.lower(), row.label)
        if key not in kept:
            kept[key] = row
            continue
        if kept[key].repository_id is None and row.repository_id is not None:
            kept[key].repository_id = row.repository_id
            kept[key].save(update_fields=['repository'])
        row.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('contributions', '0005_when_a_label_began'),
    ]

    operations = [
        migrations.RunPython(keep_the_latest, migrations.RunPython.noop),
    ]
