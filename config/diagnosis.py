"""What is wrong with an installation, and how to mend it.

`python -m config.diagnosis` needs no setting at all; `manage.py doctor` is the same, where the settings can
be loaded. Both look only at what the environment names: without DATABASE_URL there is no database to look at.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from config.checkups import CHECKS, Finding, NotNamed, left_out, wrong
from config.trouble import Trouble

MARKS: Final = {"fine": "ok  ", "wrong": "FAIL", "left out": "-   "}
REMEDIES: Final = {
    "packages": "the project's files are not complete: fetch them again",
    **dict.fromkeys(
        ("database", "database role", "clock", "migrations"),
        "is the server running, and are host, user and password in DATABASE_URL right?"
        " python -m config.database makes the logins",
    ),
    "broker": "is Valkey running, and are host and password in REDIS_URL right?",
    "mail": "is the mail server running, and are host, port, user and password in EMAIL_URL right?",
    "disk": "may this user read var/?",
}
"""What to do where a check fails in a way it did not expect."""


def examine() -> dict[str, Finding]:
    """Make every check; one that cannot be made says why."""
    return {name: _made(name, check) for name, check in CHECKS.items()}


def told(findings: dict[str, Finding]) -> str:
    """The findings, for people to read."""
    lines = []
    for name, finding in findings.items():
        lines.append(f"{MARKS[finding.state]} {name:<17} {finding.says}")
        lines.extend([f"{'':<22} -> {finding.mend}"] * bool(finding.mend))
    return "\n".join(lines)


def as_json(findings: dict[str, Finding]) -> str:
    """The findings, for programs to read: by check its state, what it says and how to mend it."""
    return json.dumps({name: asdict(finding) for name, finding in findings.items()}, indent=2)


def healthy(findings: dict[str, Finding]) -> bool:
    """Whether nothing is wrong."""
    return all(finding.state != "wrong" for finding in findings.values())


def main() -> int:
    """Print the findings; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args()
    findings = examine()
    sys.stdout.write((as_json if options.json else told)(findings) + "\n")
    return 0 if healthy(findings) else 1


def _made(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except NotNamed as unnamed:
        return left_out(str(unnamed))
    except Trouble as trouble:
        return wrong(*_halves(str(trouble)))
    except Exception as error:  # whatever a server, a driver or a file says: a doctor does not fall ill
        return wrong(" ".join(str(error).split()), REMEDIES.get(name, "this should not happen: report it"))


def _halves(message: str) -> tuple[str, str]:
    """What is wrong, and what to do, of a message that says both."""
    says, _, mend = " ".join(message.split()).partition(": " if ": " in message else ". ")
    return says.rstrip("."), mend.rstrip(".") or "set it right"


if __name__ == "__main__":
    sys.exit(main())
