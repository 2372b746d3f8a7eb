"""Where machines talk to us: providers by their webhooks, other systems by tokens under /api/v1/."""
