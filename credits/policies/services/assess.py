"""Assess: the policy in force, on the facts as they stand, stored with every figure and reason."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db import transaction

from accounts.models import Student
from credits import scoring
from credits.policies import facts
from credits.policies.models import AssessedContribution, AssessedPiece, Assessment, PolicyVersion, Publication, Term
from journal import clock
