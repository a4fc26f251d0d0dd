"""The secrets of a new installation, drawn into the files that docker-compose.yml reads.

Run as a script, it needs Python alone: whoever runs containers need not install the project.
"""

import argparse
import secrets
import sys
from base64 import b64encode
from pathlib import Path
from typing import Final

LOGINS: Final = ("migrator", "app", "worker", "reader", "auditor")


class AlreadyDrawn(Exception):
    """The secrets are there already, and may be in use: to draw anew, remove the directory yourself."""


def draw(directory: Path) -> None:
    """Write every secret to a file of its own, or add the logins that a directory drawn earlier lacks.

    Nothing is overwritten: AlreadyDrawn where no login is missing. The directory is for its owner alone. The
    files in it are readable, since each is mounted by itself into a container, whose user is another.
    """
    drawn = _missing(directory) if directory.exists() else _logins() | _servers()
    if not drawn:
        raise AlreadyDrawn(AlreadyDrawn.__doc__)
    directory.mkdir(mode=0o700, exist_ok=True)
    for name, content in drawn.items():
        with (directory / name).open("x", encoding="utf-8") as file:
            file.write(content + "\n")
        (directory / name).chmod(0o644)


def _missing(directory: Path) -> dict[str, str]:
    return {name: content for name, content in _logins().items() if not (directory / name).exists()}


def _logins() -> dict[str, str]:
    return {
        f"{login}_database_url": f"postgresql://consultations_{login}:{secrets.token_urlsafe(32)}@postgres/consultations"
        for login in LOGINS
    }


def _servers() -> dict[str, str]:
    postgres, valkey = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    return {
        "secret_key": secrets.token_urlsafe(50),
        "postgres_password": postgres,
        "admin_database_url": f"postgresql://postgres:{postgres}@postgres/postgres",
        "valkey_conf": f"requirepass {valkey}",
        "redis_url": f"redis://:{valkey}@valkey:6379/0",
        "email_url": "smtp://localhost:25",
        "log_signing_key": b64encode(secrets.token_bytes(32)).decode(),
    }


def main() -> None:
    """Draw them into the directory named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    try:
        draw(directory)
    except AlreadyDrawn as there:
        sys.exit(str(there))
    sys.stdout.write(
        f"Drawn into {directory}/. Put the address of your mail server into {directory}/email_url.\n"
    )


if __name__ == "__main__":
    main()
