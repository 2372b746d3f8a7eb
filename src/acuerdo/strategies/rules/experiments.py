"""How many people an experiment needs before its answer means something."""

import math
from statistics import NormalDist


def sample_size(*, baseline: float, minimal_effect: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """People needed in each arm to see a difference between two proportions, with a two-sided test.

    `baseline` is the share that reaches the goal today, `minimal_effect` the smallest difference worth seeing, in
    absolute terms (0.10 and 0.02: from 10 % to 12 % needs 3,841 in each arm). `power` is the chance to see it if it is
    there, `alpha` the chance to see one that is not. Raises ValueError for shares that cannot be.

    n = (z₁₋α/₂ √(2 p̄ q̄) + z_power √(p₁ q₁ + p₂ q₂))² / (p₂ - p₁)²   (Fleiss, Levin, Paik: Statistical Methods for Rates
    and Proportions, 3rd ed. 2003, section 4.2; without continuity correction)
    """
    other = baseline + minimal_effect
    if not (0 < baseline < 1 and 0 < other < 1 and minimal_effect and 0 < power < 1 and 0 < alpha < 1):
        raise ValueError("shares, power and alpha lie between 0 and 1, and the effect is not 0")
    middle = (baseline + other) / 2
    z_alpha, z_power = NormalDist().inv_cdf(1 - alpha / 2), NormalDist().inv_cdf(power)
    spread = z_alpha * math.sqrt(2 * middle * (1 - middle))
    spread += z_power * math.sqrt(baseline * (1 - baseline) + other * (1 - other))
    return math.ceil(spread**2 / minimal_effect**2)
