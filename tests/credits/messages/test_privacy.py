"""Every column of this room about a person has a purpose and an end."""

from django.apps import apps

from credits.messages.privacy import PERSONAL


def test_every_column_is_declared_and_none_that_is_gone():
    columns = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("credits_messages").get_models()
        for field in model._meta.concrete_fields
        if not field.auto_created
    }

    assert PERSONAL.keys() == columns
