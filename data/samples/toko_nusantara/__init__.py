"""Toko Nusantara: a generated Indonesian retailer whose truth is known."""

from data.samples.toko_nusantara.company import Company, Recipe, generate, recipe_for
from data.samples.toko_nusantara.files import write_files, write_stream
from data.samples.toko_nusantara.future import future_values
from data.samples.toko_nusantara.layers import ALL_LAYERS, Layer
from data.samples.toko_nusantara.rates import COMPANY, default_rates
from data.samples.toko_nusantara.truth import Truth

__all__ = [
    "ALL_LAYERS",
    "COMPANY",
    "Company",
    "Layer",
    "Recipe",
    "Truth",
    "default_rates",
    "future_values",
    "generate",
    "recipe_for",
    "write_files",
    "write_stream",
]
