"""What the benchmark of the canvas draws: a long strategy, and bare React Flow to draw it with."""
