"""What building and testing need, and the product does not."""
