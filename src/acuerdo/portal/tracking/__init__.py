"""The small addresses inside messages: the pixel, links to the portal, unsubscribing."""
