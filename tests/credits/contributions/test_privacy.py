"""Every column about a person has a purpose and an end."""

from django.apps import apps

from credits.contributions.privacy import NOT_PERSONAL, PERSONAL


def columns():
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("contributions").get_models()
        for field in model._meta.concrete_fields
        if not field.auto_created
    }


def test_every_column_is_declared_and_none_that_is_gone():
    assert PERSONAL.keys() | NOT_PERSONAL == columns()


def test_no_column_is_both():
    assert not PERSONAL.keys() & NOT_PERSONAL
