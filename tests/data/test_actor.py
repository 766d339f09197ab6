import pytest

from data.actor import LOCAL_OWNER, RIGHTS, Actor, Forbidden, Right, Role, require


def test_the_owner_may_do_everything_everywhere() -> None:
    for right in Right:
        require(LOCAL_OWNER, right, "any-company")


MAY = {
    Role.VIEWER: "see",
    Role.MARKETER: "see draft collaborate export_rows export_contacts reveal",
    Role.ADMINISTRATOR: (
        "see draft collaborate export_rows export_contacts reveal "
        "edit_rates import_data sources erase users"
    ),
    Role.INSTRUCTOR: "see draft collaborate export_rows edit_rates class truth",
    Role.STUDENT: "see draft collaborate export_rows edit_rates",
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("right", Right)
def test_each_role_may_do_what_its_work_needs_and_no_more(role: Role, right: Right) -> None:
    actor = Actor("issuer|subject", role, frozenset({"kiosk"}))
    if right.value in MAY[role].split():
        require(actor, right, "kiosk")
        with pytest.raises(Forbidden):
            require(actor, right, "another")
    else:
        with pytest.raises(Forbidden, match=f"{role} may not {right} in company kiosk"):
            require(actor, right, "kiosk")


def test_every_role_is_ruled() -> None:
    assert set(RIGHTS) == set(Role)


def test_a_right_goes_by_its_name_too_and_an_unknown_one_is_an_error() -> None:
    require(LOCAL_OWNER, "see")
    with pytest.raises(ValueError, match="fly"):
        require(LOCAL_OWNER, "fly")


@pytest.mark.parametrize("companies", [None, frozenset[str](), frozenset({"a", "b"})])
def test_a_student_has_exactly_one_company(companies: frozenset[str] | None) -> None:
    with pytest.raises(ValueError, match="exactly one company"):
        Actor("code", Role.STUDENT, companies)


def test_the_refusal_says_who_what_and_where_for_any_language() -> None:
    with pytest.raises(Forbidden) as refused:
        require(Actor("x", Role.VIEWER), Right.ERASE, "kiosk")
    assert (refused.value.role, refused.value.right, refused.value.company) == (
        Role.VIEWER,
        Right.ERASE,
        "kiosk",
    )
