"""What we say: templates, variants by language and tone, tokens, rendering.

We look nothing up: values are handed in. Siblings that do not know us: channels, payments.
"""
