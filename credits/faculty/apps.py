from django.apps import AppConfig


class FacultyConfig(AppConfig):
    """What staff see: thin pages that hold no rules."""

    name = "credits.faculty"
    label = "faculty"
    verbose_name = "faculty"
