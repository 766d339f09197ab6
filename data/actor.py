"""Who asks, and what they may do: every answer, list and export begins with :func:`require`.

Hiding a page is not a check. A right is held by a role; a company is held by the actor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in this house; ``owner`` is the one person alone on their own machine."""

    OWNER = "owner"
    VIEWER = "viewer"
    MARKETER = "marketer"
    ADMINISTRATOR = "administrator"
    INSTRUCTOR = "instructor"
    STUDENT = "student"


class Right(StrEnum):
    """One thing that may be done."""

    SEE = "see"  # answers: figures, and customers by id
    DRAFT = "draft"  # keep draft lists
    COLLABORATE = "collaborate"  # write notes, hand over tasks, and say how far they are
    EXPORT_ROWS = "export_rows"  # analysis rows: ids with figures, never a name or an address
    EXPORT_CONTACTS = "export_contacts"  # contact lists from frozen target lists
    REVEAL = "reveal"  # unmask a name, e-mail, phone or address; logged
    EDIT_RATES = "edit_rates"  # cost-to-serve and margin rates
    IMPORT_DATA = "import_data"  # companies, loads, undo
    SOURCES = "sources"  # configured databases
    ERASE = "erase"  # remove a person
    USERS = "users"  # who has which role
    CLASS = "class"  # generated companies for students
    TRUTH = "truth"  # the planted truth of a generated company


_ANALYST = frozenset({Right.SEE, Right.DRAFT, Right.COLLABORATE, Right.EXPORT_ROWS})
_MARKETER = _ANALYST | {Right.EXPORT_CONTACTS, Right.REVEAL}
_STUDENT = _ANALYST | {Right.EDIT_RATES}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.VIEWER: frozenset({Right.SEE}),
    Role.MARKETER: _MARKETER,
    Role.ADMINISTRATOR: _MARKETER
    | {Right.EDIT_RATES, Right.IMPORT_DATA, Right.SOURCES, Right.ERASE, Right.USERS},
    Role.INSTRUCTOR: _STUDENT | {Right.CLASS, Right.TRUTH},
    Role.STUDENT: _STUDENT,
}


@dataclass(frozen=True)
class Actor:
    """One person: ``id`` (issuer and subject, or a class code), role, and companies by name.

    ``companies`` is None for every company of the workspace; a student has exactly one.
    """

    id: str
    role: Role
    companies: frozenset[str] | None = None

    def __post_init__(self) -> None:
        """Refuse a student with no company, or with more than one."""
        if self.role is Role.STUDENT and (self.companies is None or len(self.companies) != 1):
            raise ValueError("A student sees exactly one company. Name it in `companies`.")

    def may(self, right: Right | str, company: str | None = None) -> bool:
        """True if this actor holds ``right``, and may touch ``company`` where one is named."""
        if Right(right) not in RIGHTS[self.role]:
            return False
        return company is None or self.companies is None or company in self.companies


LOCAL_OWNER = Actor("local-owner", Role.OWNER)


class Forbidden(PermissionError):
    """The actor may not do this. Holds role, right and company, for words in any language."""

    def __init__(self, actor: Actor, right: Right, company: str | None = None) -> None:
        self.role, self.right, self.company = actor.role, right, company
        where = f" in company {company}" if company else ""
        super().__init__(
            f"Role {actor.role} may not {right}{where}. Ask an administrator for the right."
        )


def require(actor: Actor, right: Right | str, company: str | None = None) -> None:
    """Return if ``actor`` may do ``right`` (in ``company``, by name), else raise `Forbidden`."""
    if not actor.may(right, company):
        raise Forbidden(actor, Right(right), company)
