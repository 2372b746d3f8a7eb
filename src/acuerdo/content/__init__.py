"""What we say: templates, variants by language and tone, tokens, rendering.

Words: a template has versions; a version has variants (`es.friendly`); a text is runs; a gap is where a token's
written value goes; a skeleton is a compiled variant. We look nothing up: values are handed in. Neighbours below
that we use: compliance and portfolio (none yet), kernel's facts. Siblings that do not know us: channels, payments.
"""
