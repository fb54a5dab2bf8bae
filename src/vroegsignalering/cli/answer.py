"""``vroeg answer ID``: a person's answer to a requirement, or the stop switch. Parses, calls, prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import click

from vroegsignalering.cli import options
from vroegsignalering.cli.wide import wide_console
from vroegsignalering.elsa.answers import EVERY_STUDY, POSITIONS, Answer, file_sha256, write_answer
from vroegsignalering.elsa.form import Form, serve
from vroegsignalering.elsa.gate import Gate
from vroegsignalering.elsa.material import Material
from vroegsignalering.elsa.register import Role
from vroegsignalering.elsa.retention import delete_folder
from vroegsignalering.elsa.stop import press_stop
from vroegsignalering.errors import DeclarationError, UsageError
from vroegsignalering.release import Evidence


@click.command("answer")
@click.argument("id_", metavar="ID")
@click.option(
    "--study",
    type=options.PATH,
    default=Path("models/entry"),
    show_default=True,
    help="Folder of the study that the answer is about.",
)
@click.option(
    "--evidence",
    type=options.PATH,
    help="The bundle that was seen [ethics/evidence/STUDY].",
)
@options.ethics
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), help="In which role the person signs."
)
@click.option("--name", help="Who signs.")
@click.option("--position", type=click.Choice(POSITIONS), help="What the person answers.")
@click.option("--text", help="The answer in the person's own words; for `stop`, the reason.")
@click.option("--document", type=options.PATH, help="A signed record, such as a DPIA.")
@click.option("--all-studies", is_flag=True, help="Given for every study.")
@click.option(
    "--delete",
    type=options.PATH,
    help="With PM-04: delete a person folder and log its hash.",
)
@click.option("--port", type=int, default=0, help="Port of the form on localhost; 0 takes a free one.")
@options.language
@options.json_only
def command(
    id_: str,
    study: Path,
    evidence: Path | None,
    ethics: Path,
    role: str | None,
    name: str | None,
    position: str | None,
    text: str | None,
    document: Path | None,
    all_studies: bool,
    delete: Path | None,
    port: int,
    language: str,
    as_json: bool,
) -> None:
    """Sign an answer to requirement ID; without --text a form opens on localhost. `stop` presses the stop switch."""
    today = datetime.now(UTC).date()
    if id_.lower() == "stop":
        path = press_stop(
            ethics / "answers", by=_need(name, "--name"), reason=_need(text, "--text"), today=today
        )
        _say({"stopped": True, "file": path.as_posix()}, as_json)
        return
    if delete is not None:
        if id_.upper() != "PM-04":
            raise UsageError(
                "--delete goes with PM-04", mend="vroeg answer PM-04 --delete FOLDER --name NAME"
            )
        proof = delete_folder(
            delete, ethics / "decisions" / "deletions.toml", by=_need(name, "--name"), today=today
        )
        _say({"deleted": proof.folder, "files": proof.files, "sha256": proof.sha256}, as_json)
        return
    bundle = Evidence.read(evidence or ethics / "evidence" / study.name)
    material = Material.read(study, bundle, ethics=ethics, today=today)
    requirement = material.register.find(id_.upper())
    scope = EVERY_STUDY if all_studies else material.study

    def save(fields: Mapping[str, str]) -> str:
        return _write(fields, requirement.id, scope, document, material, today).name

    if text is not None:
        given = {
            "role": _need(role, "--role"),
            "name": _need(name, "--name"),
            "position": _need(position, "--position"),
            "text": text,
        }
        _say({"requirement": requirement.id, "file": save(given)}, as_json)
        return
    form = Form(
        finding=Gate.of(material).find(requirement.id),
        study=material.study,
        seen=material.seen(requirement),
        language=language,
    )
    serve(form, save, port=port, announce=lambda address: _say({"form": address}, as_json))


def _write(
    fields: Mapping[str, str], id_: str, scope: str, document: Path | None, material: Material, today: date
) -> Path:
    try:
        role = Role(fields["role"])
    except ValueError:
        raise DeclarationError(
            "unknown role", mend=f"one of: {', '.join(role.value for role in Role)}"
        ) from None
    folder = material.answers.folder
    answer = Answer(
        requirement=id_,
        study=scope,
        role=role,
        name=fields["name"],
        signed_on=today,
        position=fields["position"],
        text=fields["text"],
        seen=material.seen(material.register.find(id_)),
        document=_beside(document, folder),
        document_sha256="" if document is None else file_sha256(document),
    )
    return write_answer(answer, folder, register=material.register, today=today)


def _beside(document: Path | None, folder: Path) -> str:
    if document is None:
        return ""
    if not document.is_file():
        raise DeclarationError("no such record", where=document.as_posix(), mend="name the signed file")
    try:
        inside = document.resolve().relative_to(folder.resolve().parent)
    except ValueError:
        raise DeclarationError(
            "a signed record belongs in the ethics folder",
            where=document.as_posix(),
            mend="put it in ethics/decisions/",
        ) from None
    return f"../{inside.as_posix()}"


def _need(value: str | None, option: str) -> str:
    if not value:
        raise UsageError(f"{option} is needed", mend="vroeg answer --help")
    return value


def _say(plain: dict[str, object], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plain, ensure_ascii=False))
    else:
        wide_console().print(
            " · ".join(f"{key}: {value}" for key, value in plain.items()), highlight=False, soft_wrap=True
        )
