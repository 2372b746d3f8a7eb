"""Time zones a person may be in, from what is known of the address. Several: all must allow. None: nobody knows."""

from __future__ import annotations

from acuerdo.compliance.rules.holiday_dates import resolve_region

# Regions that do not keep the clock of their capital, by country. Phone prefixes say nothing: numbers are portable.
_ZONES_BY_REGION: dict[str, dict[str, tuple[str, ...]]] = {
    "ES": {"CN": ("Atlantic/Canary",), "CE": ("Africa/Ceuta",)},
    # Valparaíso's region contains Easter Island.
    "CL": {"MA": ("America/Punta_Arenas",), "VS": ("America/Santiago", "Pacific/Easter")},
}
_ZONE_OF_THE_REST = {"ES": "Europe/Madrid", "CL": "America/Santiago"}
_ONLY_ZONE = {"CO": "America/Bogota", "PE": "America/Lima"}


def candidate_zones(*, time_zone: str, country: str, region: str) -> tuple[str, ...]:
    """The zones in which a person may be; empty if any of the pack's may be it."""
    if time_zone:
        return (time_zone,)
    if country in _ONLY_ZONE:
        return (_ONLY_ZONE[country],)
    known = resolve_region(country, region) if country in _ZONE_OF_THE_REST else ""
    if not known:
        return ()
    return _ZONES_BY_REGION[country].get(known, (_ZONE_OF_THE_REST[country],))
