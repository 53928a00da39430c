"""A student's key outlives the keys of TOKEN_KEYS that it was sealed with."""

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from credits.ledger.commitments import keys_of, unsealed
from credits.ledger.models import StudentKey
from tests.factories import StudentFactory

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_a_student_has_one_key_for_all_awards():
    student = StudentFactory()

    assert keys_of([student]) == keys_of([student])
    assert StudentKey.objects.count() == 1


def test_after_rotating_the_old_key_can_go(settings):
    student = StudentFactory()
    settings.TOKEN_KEYS = [OLD]
    key = keys_of([student])[student.pk]
    settings.TOKEN_KEYS = [NEW, OLD]

    call_command("rotate_tokens")

    settings.TOKEN_KEYS = [NEW]
    assert unsealed(StudentKey.objects.get()) == key


def test_rotating_without_the_key_that_fits_names_the_student(settings):
    student = StudentFactory()
    settings.TOKEN_KEYS = [OLD]
    keys_of([student])
    settings.TOKEN_KEYS = [NEW]

    with pytest.raises(CommandError, match=f"student {student.pk}"):
        call_command("rotate_tokens")
