"""Valid people and accounts; a test names only what matters to it."""

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import CONSENT_VERSION, Consent, Department, LinkedAccount, Staff, StaffRole, Student, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@demo.example")
    password = "!"

    class Params:
        # Signs in with `open-credits-demo`; hashing is slow on purpose, so only who signs in has one.
        with_password = factory.Trait(password=factory.LazyFunction(lambda: make_password("open-credits-demo")))


class DepartmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Department
        django_get_or_create = ("name",)

    name = "计算机学院"


class StudentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Student
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    number = factory.Sequence(lambda n: f"2024{n:05}")
    name = "林知夏"
    department = factory.SubFactory(DepartmentFactory)
    programme = "软件工程"
    class_name = "软工 2401"
    cohort = "2024"

    class Params:
        consenting = factory.Trait(
            consent=factory.RelatedFactory("tests.accounts.factories.ConsentFactory", user=factory.SelfAttribute("..user"))
        )


class StaffFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Staff
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    number = factory.Sequence(lambda n: f"T{n:05}")
    name = "审核示例"
    department = factory.SubFactory(DepartmentFactory)

    @factory.post_generation
    def role(self, _create, extracted, **more):
        """`role="reviewer"`, with `role__department=…` for one department only."""
        if extracted:
            StaffRole.objects.create(staff=self, role=extracted, **more)


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    kind = Consent.Kind.COLLECT
    version = CONSENT_VERSION


class LinkedAccountFactory(factory.django.DjangoModelFactory):
    """A student's own, with consent and a token that lasts."""

    class Meta:
        model = LinkedAccount

    user = factory.LazyFunction(lambda: StudentFactory(consenting=True).user)
    forge = "github"
    external_id = factory.Sequence(lambda n: str(3_000_000_000 + n))
    login = factory.Sequence(lambda n: f"login{n}")

    @classmethod
    def _create(cls, model_class, *_, access="gho_access", refresh="", token_expires_at=None, **kwargs):
        linked = model_class(**kwargs)
        linked.keep_tokens(access=access, refresh=refresh, expires_at=token_expires_at)
        linked.save()
        return linked
