"""What of a generated company only some may see: names, contacts and notes of its customers."""

from collections.abc import Iterable, Mapping

import polars as pl

SHORTEST, DIGITS = 6, 9  # letters, and digits alone: shorter ones stand by chance in numbers


def secrets(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Each name, e-mail, phone (also its digits alone), address and note; not what is also the
    name of somebody on the staff or of a partner."""
    people = tables["customers"]
    ours = set(tables["staff"]["name"]) | set(tables["partners"]["name"])
    found = [*people["name"], *people["email"], *people["phone"], *people["address"]]
    found += [*people["phone"].str.replace_all(r"\D", ""), *tables["interactions"]["note"]]
    long = {
        said for said in found if said and len(said) >= (DIGITS if said.isdigit() else SHORTEST)
    }
    return sorted(long - ours)


def told(contents: Iterable[bytes], sought: list[str]) -> list[str]:
    """Which of them stand in these bytes, by their letters as UTF-8, in capitals or not."""
    texts = pl.Series([content.decode("latin-1") for content in contents], dtype=pl.String)
    letters = [secret.encode().decode("latin-1") for secret in sought]
    found = texts.str.extract_many(letters, ascii_case_insensitive=True)
    return found.explode().drop_nulls().unique().sort().to_list()
