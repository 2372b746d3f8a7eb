"""A provider that takes no money: its hosted page lets one approve, decline, abandon, or be told late.

Default in demo and tests. Its webhook is signed like a real one's.
"""

from acuerdo.payments.providers.sandbox.transport import provider

__all__ = ["provider"]
