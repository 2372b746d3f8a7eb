"""Sites that benchmarks serve beside the product's own."""
