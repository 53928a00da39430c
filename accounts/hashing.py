"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the parameters of OWASP's Password Storage Cheat Sheet: 19 MiB, two passes, one lane.

    Django's own ask for 100 MiB a hash, which fifty sign-ins at once would turn into five gigabytes of a web server's memory.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
