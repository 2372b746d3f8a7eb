"""Where machines talk to us: webhooks of payment and message providers."""
