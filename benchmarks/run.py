"""Measure everything and write the tables: ``python -m benchmarks.run [names]``."""

import sys
from collections.abc import Callable, Mapping

from benchmarks import (
    campaigns,
    clusters,
    customer,
    customer_frame,
    duplicates,
    imports,
    lifetime,
    pages,
    rfm,
    rules,
    sources,
    toko_nusantara,
)

ALL: Mapping[str, Callable[[], str]] = {
    "campaigns": campaigns.main,
    "clusters": clusters.main,
    "customer": customer.main,
    "customer_frame": customer_frame.main,
    "duplicates": duplicates.main,
    "imports": imports.main,
    "lifetime": lifetime.main,
    "pages": pages.main,
    "rfm": rfm.main,
    "rules": rules.main,
    "sources": sources.main,
    "toko_nusantara": toko_nusantara.main,
}


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all. Exits with 2 for a name there is none of."""
    if unknown := sorted(set(names) - set(ALL)):
        print(f"No benchmark {', '.join(unknown)}. There are {', '.join(ALL)}.", file=sys.stderr)
        sys.exit(2)
    for name in names or ALL:
        print(f"\n{name}\n{ALL[name]()}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
