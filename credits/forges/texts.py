"""What is read out of words that people and programs wrote: names of pull requests and commits, trailers, labels, moments."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

# GitHub's button writes `Reverts owner/repository#12`, Gitee's and people's own words `Reverts #12` or `!12`.
_REVERTS_NUMBER = re.compile(
    r"\breverts?:?\s+(?:pull request\s+)?(?P<where>[\w.-]+/[\w.-]+)?[#!](?P<number>\d{1,9})\b", re.IGNORECASE
)
_REVERTS_ADDRESS = re.compile(r"\breverts?:?\s+https?://\S+/pulls?/(?P<number>\d{1,9})\b", re.IGNORECASE)
# git writes this sentence; a revert of a merge goes on with ", reversing changes made to …".
_REVERTS_COMMIT = re.compile(r"\bThis reverts commit (?P<commit>[0-9a-f]{7,64})\b")
_NAMES_NUMBER = re.compile(r"(?:(?P<where>[\w.-]+/[\w.-]+)|(?<![\w&/]))[#!](?P<number>\d{1,9})\b|/pulls?/(?P<address>\d{1,9})\b")
_TRAILER = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]{2,40}):[ \t]+(?P<value>\S.{0,400})$", re.MULTILINE)
_EMAIL = re.compile(r"<(?P<email>[^<>\s]+@[^<>\s]+)>")
_AI_KEYS = {"assisted-by", "generated-by", "ai-assisted-by", "ai-generated-by", "co-developed-by-ai"}
_AI_NAMES = re.compile(
    r"\b(claude|anthropic|copilot|chatgpt|openai|codex|gemini|cursor|cursoragent|devin|aider|windsurf|codeium|tabnine"
    r"|deepseek|qwen|tongyi|lingma|kimi|doubao|trae|codegeex|comate)\b",
    re.IGNORECASE,
)
_AI_SENTENCE = re.compile(r"^.{0,8}\bGenerated (?:with|by) .{1,200}$", re.MULTILINE | re.IGNORECASE)
_SPAM = {"spam", "垃圾", "垃圾信息", "hacktoberfest-spam"}
_SPAM_KINDS = {"kind", "reason", "resolution", "status", "type", "类型", "状态"}


def storable(text: str | None) -> str:
    """A text that any database and encoding takes: NUL and lone surrogates, which JSON can carry, become U+FFFD. None: empty."""
    if not text:
        return ""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def moment(text: str | None) -> datetime | None:
    """An aware moment in UTC: GitHub's end in Z, Gitee's carry +08:00. None, empty: the forge did not say."""
    if not text:
        return None
    return datetime.fromisoformat(text).astimezone(UTC)


def reverted(text: str, *, repository: str) -> str | None:
    """What a text says it takes back: `#12`, a pull request of the same repository, or `sha:…`; None where it names nothing.

    repository: owner/name. A number in another repository is nothing here. What quotes ("> …") is left out.
    """
    text = _without_quotes(text)
    for found in (*_REVERTS_NUMBER.finditer(text), *_REVERTS_ADDRESS.finditer(text)):
        where = found.groupdict().get("where")
        if where is None or where.casefold() == repository.casefold():
            return f"#{int(found['number'])}"
    commit = _REVERTS_COMMIT.search(text)
    return None if commit is None else f"sha:{commit['commit']}"


def named(text: str, *, repository: str) -> tuple[str, ...]:
    """The numbers of pull requests and issues that a commit's message names, each once, in order."""
    numbers: dict[str, None] = {}
    for found in _NAMES_NUMBER.finditer(text):
        if found["where"] is None or found["where"].casefold() == repository.casefold():
            numbers[str(int(found["number"] or found["address"]))] = None
    return tuple(numbers)


def ai_trailers(texts: Iterable[str]) -> tuple[str, ...]:
    """Lines in which commits say that a program helped to write them, each once, in order."""
    lines: dict[str, None] = {}
    for text in texts:
        for trailer in _TRAILER.finditer(text):
            key = trailer["key"].lower()
            if key in _AI_KEYS or (key == "co-authored-by" and _AI_NAMES.search(trailer["value"])):
                lines[storable(trailer[0].strip())] = None
        for sentence in _AI_SENTENCE.finditer(text):
            if _AI_NAMES.search(sentence[0]):
                lines[storable(sentence[0].strip())] = None
    return tuple(lines)


def co_author_emails(texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses in `Co-authored-by` trailers, folded, each once, in order. They identify nobody by themselves."""
    emails: dict[str, None] = {}
    for text in texts:
        for trailer in _TRAILER.finditer(text):
            found = _EMAIL.search(trailer["value"]) if trailer["key"].lower() == "co-authored-by" else None
            if found is not None:
                emails[found["email"].casefold()] = None
    return tuple(emails)


def says_spam(labels: Iterable[str]) -> bool:
    """Whether a project marked something as spam: the label says just that, perhaps after `type:` or `status/`."""
    for label in labels:
        kind, _, word = re.sub(r"\s*[:/]\s*", "/", label.strip().casefold()).rpartition("/")
        if word in _SPAM and (not kind or kind in _SPAM_KINDS):
            return True
    return False


def _without_quotes(text: str) -> str:
    return "\n".join(text_line for text_line in text.splitlines() if not text_line.lstrip().startswith(">"))
