"""What is asked of GitHub, held against its published schema and limits."""

import gzip
from pathlib import Path

import pytest
from graphql import GraphQLSchema, NoDeprecatedCustomRule, build_schema, parse, validate

from credits.forges.github.client import document

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(path.stem for path in (ROOT / "credits/forges/github/queries").glob("*.graphql"))


@pytest.fixture(scope="module")
def schema(shared) -> GraphQLSchema:
    text = gzip.decompress((shared / "data/github/graphql/schema.graphql.gz").read_bytes()).decode("utf-8")
    return build_schema(text, assume_valid=True)


def test_there_are_queries_for_all_that_is_read():
    assert NAMES == [
        "commits",
        "contributed_repositories",
        "files",
        "history",
        "issues",
        "merged",
        "own_repositories",
        "pull_requests",
        "releases",
        "reviews",
        "seen_repositories",
        "viewer",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_query_is_valid_by_githubs_schema(name, schema):
    assert validate(schema, parse(document(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_field_that_github_will_take_away_is_asked_for(name, schema):
    assert validate(schema, parse(document(name)), [NoDeprecatedCustomRule]) == []
