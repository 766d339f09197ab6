"""Commands that list the companies, and put samples among them or write one as files."""

import json
from pathlib import Path
from typing import Annotated

import typer

from answers import ask, open_books
from cli_parts import ENGLISH, JSON, LANGUAGE, WRONG_OPTION, Failure, Language, option, say
from data import companies
from data.actor import LOCAL_OWNER
from data.samples.install import SAMPLES, Recipe, install
from data.samples.toko_nusantara import Layer, generate, write_files, write_stream
from data.scope import Scope
from data.workspace import open_workspace
from exports import Format
from words import Reader

STREAMED_FROM = 5_000_000  # order lines: a larger company is written block by block

commands = typer.Typer()


@commands.command("sample", help=ENGLISH.text("cli.sample_help"))
def sample(  # noqa: PLR0913 - the options of the command line
    name: Annotated[str | None, typer.Argument(help=ENGLISH.text("cli.sample_name_help"))] = None,
    *,
    if_empty: Annotated[bool, option("if_empty", "--if-empty")] = False,
    company: Annotated[str | None, option("as_company", "--company")] = None,
    customers: Annotated[int | None, option("customers", "--customers")] = None,
    lines: Annotated[int | None, option("lines", "--lines")] = None,
    seed: Annotated[int, option("seed", "--seed")] = 1,
    without: Annotated[list[Layer] | None, option("without", "--without")] = None,
    files: Annotated[Path | None, option("files", "--files")] = None,
    file_format: Annotated[Format, option("format", "--format")] = Format.CSV,
    language: LANGUAGE = Language.EN,
) -> None:
    """Install one sample, or all of them, or write a generated one as files."""
    reader = Reader(language.value)
    recipe = Recipe(customers, lines, seed, frozenset(without or ()))
    if name is not None and name not in SAMPLES:
        message = reader.text("error.unknown_sample", name=name, known=", ".join(SAMPLES))
        raise Failure(WRONG_OPTION, "unknown_sample", message)
    if (recipe != Recipe() or files or company) and not (name and SAMPLES[name].generated):
        known = ", ".join(key for key, one in SAMPLES.items() if one.generated)
        message = reader.text("error.not_generated", known=known)
        raise Failure(WRONG_OPTION, "not_generated", message)
    if files:
        _write_files(files, file_format, recipe, reader)
        return
    workspace = open_workspace()
    here = companies.names(workspace)
    if if_empty and any(companies.version(workspace, one) for one in here):
        say(reader.text("cli.kept", companies=", ".join(here)))
        return
    for wanted in [name] if name else SAMPLES:
        say(reader.text("cli.putting", title=SAMPLES[wanted].title))
        made = install(workspace, LOCAL_OWNER, wanted, company=company, recipe=recipe)
        books = open_books(workspace, LOCAL_OWNER, made.name)
        answer = ask(books, LOCAL_OWNER, "profit", Scope(made.name))
        heads = reader.figure("customers", answer.result.summary()["customers"])
        there = {"lines": reader.count(answer.totals.accepted.lines), "customers": heads}
        say(reader.text("cli.there", title=made.title, **there))


@commands.command("companies", help=ENGLISH.text("cli.companies_help"))
def list_companies(
    *,
    as_json: JSON = False,
    language: LANGUAGE = Language.EN,
) -> None:
    """List the companies, in the order they are shown."""
    known = companies.listing(open_workspace())
    if as_json:
        rows = [
            {
                "name": company.name,
                "title": company.title,
                "currency": company.currency,
                "sample": company.is_sample,
                "data_version": company.version,
            }
            for company in known
        ]
        say(json.dumps({"companies": rows}, ensure_ascii=False, indent=2))
        return
    reader = Reader(language.value)
    for company in known:
        mark = f" ({reader.text('app.sample')})" if company.is_sample else ""
        say(f"{company.name:32} {company.title}{mark}")
    if not known:
        say(reader.text("cli.no_companies"))


def _write_files(folder: Path, kind: Format, recipe: Recipe, reader: Reader) -> None:
    """A generated company as files: as a stream where it is too large for memory."""
    if kind is Format.PARQUET and (recipe.lines or 0) > STREAMED_FROM:
        write_stream(
            folder,
            recipe.lines,
            recipe.seed,
            customers=recipe.customers,
            without=recipe.without,
        )
        say(reader.text("cli.files_written", folder=folder))
        return
    company = generate(recipe.customers, recipe.seed, recipe.without, recipe.lines)
    for path in write_files(company, folder, kind.value, truth=True):
        say(str(path))
