"""Entry point: finds the command's module, turns a :class:`VroegError` into four lines and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from vroegsignalering import __version__
from vroegsignalering.errors import EnvironmentFault, RegisterError, VroegError

COMMANDS = {
    "synthesise": "Write CBS-named register files of a synthetic Netherlands.",
    "inspect": "Metadata and counts of any file, never a value.",
    "check": "Register files against the declared tables.",
    "run": "Studies, from cohort to evidence.",
    "signals": "Deliveries of early-warning signals (DDAS) and their funnel.",
    "fidelity": "Published figures against achieved ones.",
    "indicators": "Poverty and inequality indicators with standard errors.",
    "schemes": "Which support a described household may be entitled to.",
    "audit": "The fairness audit on any table of scores.",
    "audit-counts": "The same audit from published confusion counts.",
    "prove": "Power and false alarms of the audit.",
    "release": "Any table through the door.",
    "export": "The bundle for the output checker.",
    "scan": "Is there a person in this artefact?",
    "plan": "An outreach plan to groups and its evaluation.",
    "report": "The ELSA dossier of a study.",
    "gate": "What blocks which stage.",
    "answer": "A person's answer to a requirement.",
    "complaints": "Complaints and corrections, counted through the door.",
    "evidence": "Compare bundles of evidence.",
    "geo": "A user's own boundaries, as declared geometry.",
    "reproduce": "Rerun a study and compare with its stored evidence.",
    "dashboard": "Serve evidence.",
}


class _Rooms(click.Group):
    """Imports a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vroegsignalering.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Rooms, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="vroeg")
def vroeg() -> None:
    """Early warning of poverty, for groups: readable models, audited, explained.

    Offers help; scores no person, hunts no fraud, ranks no neighbourhood.
    """


class Terminated(KeyboardInterrupt):
    """The system asked this process to end (SIGTERM); it ends as after Ctrl-C, its workers with it."""


def _terminated(number: int, frame: object) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # asked once is enough: what is half done is cleared now
    raise Terminated


def main() -> NoReturn:
    """Run the command line; a user's mistake ends in a message and its exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    signal.signal(signal.SIGTERM, _terminated)
    try:
        vroeg(standalone_mode=False)
    except VroegError as fault:
        click.echo(f"vroeg: {fault}", err=True)
        sys.exit(fault.exit_code)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt) as stop:
        why = stop.__cause__ or stop  # click wraps what it catches
        click.echo("\n".join(["vroeg: stopped", *getattr(why, "__notes__", [])]), err=True)
        sys.exit(128 + (signal.SIGTERM if isinstance(why, Terminated) else signal.SIGINT))
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as fault:  # what no room has named
        named = _of_the_machine(fault)
        click.echo(f"vroeg: {named}", err=True)
        sys.exit(named.exit_code)
    sys.exit(0)


def _of_the_machine(fault: OSError) -> VroegError:
    """A closed file or folder is a fault of the input; a full disk or a target that may not be written is not."""
    path = Path(os.fsdecode(fault.filename)) if fault.filename else None
    if isinstance(fault, PermissionError) and path is not None and _closed(path):
        return RegisterError(
            "a file or folder may not be read",
            where=str(path),
            mend="ask for permission to read it, or name a folder without it",
        )
    return EnvironmentFault(
        str(fault.strerror or "the machine refused").lower(),
        where=str(path or ""),
        mend="ask for permission, make room, or name another folder",
    )


def _closed(path: Path) -> bool:
    """Whether it is there, or cannot be seen, and may not be read; tried, since rights of a disk elsewhere tell little."""
    try:
        if path.is_dir():
            next(path.iterdir(), None)
        elif path.exists():
            path.open("rb").close()
    except PermissionError:
        return True
    return False
