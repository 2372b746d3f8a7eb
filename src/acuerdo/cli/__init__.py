"""The command line: `acuerdo COMMAND`, and what every command shares.

A command is a Django management command of the context it belongs to (`<context>/management/commands/`), derived from
`acuerdo.cli.command.Command`. The commands of the house itself (run, web, worker, doctor, evidence) are here. This is
no context: it knows them all, and none of them knows more of it than `command` and `progress`.
"""

from acuerdo.cli.entry import main

__all__ = ["main"]
