"""Names, e-mail addresses, telephone numbers and postal addresses so that nobody is told apart.

What is left tells the kind of value and a first letter, enough to see that a record is filled;
whether two records say the same is to be asked before they are masked.
"""

from collections.abc import Callable, Mapping

DOTS = "•••"


def mask_name(value: str) -> str:
    """Budi Santoso: B••• S•••."""
    return " ".join(f"{word[0]}{DOTS}" for word in value.split())


def mask_email(value: str) -> str:
    """budi@contoh.co.id: b•••@c•••.id; what is no address shows its first letter alone."""
    local, at, domain = value.strip().rpartition("@")
    if not at or not local or not domain:
        return f"{value.strip()[:1]}{DOTS}"
    return f"{local[0]}{DOTS}@{domain[0]}{DOTS}.{domain.rpartition('.')[2]}"


def mask_phone(value: str) -> str:
    """0812-3456-789: 08•••89, the first two and the last two signs; short ones are hidden whole."""
    text = value.strip()
    return f"{text[:2]}{DOTS}{text[-2:]}" if len(text) > 7 else DOTS


def mask_address(value: str) -> str:
    """Jl. Mawar No. 3: Jl.•••, the first word alone, where it is no number."""
    first = value.strip().partition(" ")[0]
    return f"{first}{DOTS}" if first and first[0].isalpha() and len(first) < 5 else DOTS


MASKS: Mapping[str, Callable[[str], str]] = {
    "name": mask_name,
    "email": mask_email,
    "phone": mask_phone,
    "address": mask_address,
}
"""How each personal column is masked."""
