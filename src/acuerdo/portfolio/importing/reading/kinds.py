"""What a file is, by its first bytes: the name is only a hint, uploaded files are never trusted."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from acuerdo.kernel.facts import Words
from acuerdo.portfolio.importing.faults import CannotReadFile, Fault

PARQUET_MAGIC = b"PAR1"
ZIP_MAGIC = b"PK\x03\x04"
OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Enough to see a NUL in any binary format we have met; text files have none.
SNIFFED = 64 * 1024


class FileKind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


SEND_TABLE = Words(
    es="Guarde la tabla como CSV, XLSX o Parquet y vuelva a intentarlo",
    en="Save the table as CSV, XLSX or Parquet and try again",
)


def kind_of(path: Path) -> FileKind:
    """Tell the kind of a file; raises CannotReadFile where it is missing, empty or no table."""
    head = _head(path)
    if head.startswith(PARQUET_MAGIC):
        return FileKind.PARQUET
    if head.startswith((ZIP_MAGIC, OLD_EXCEL_MAGIC)):
        return FileKind.XLSX
    if b"\x00" in head and not head.startswith(UTF16_MARKS) and not _looks_utf16(head):
        raise CannotReadFile(
            Fault(
                file=path.name,
                text=Words(es="no es una tabla, es un archivo binario", en="this is a binary file, not a table"),
                remedy=SEND_TABLE,
                line=head[: head.index(b"\x00")].count(b"\n") + 1,
            )
        )
    return FileKind.CSV


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            head = stream.read(SNIFFED)
    except FileNotFoundError:
        raise CannotReadFile(
            Fault(
                file=str(path),
                text=Words(es="el archivo no existe", en="there is no such file"),
                remedy=Words(es="Compruebe la ruta", en="Check the path"),
            )
        ) from None
    except OSError as error:
        raise CannotReadFile(
            Fault(
                file=str(path),
                text=Words(es=f"no se puede abrir ({error.strerror})", en=f"cannot be opened ({error.strerror})"),
                remedy=Words(es="Compruebe la ruta y los permisos", en="Check the path and its permissions"),
            )
        ) from error
    if not head.strip():
        raise CannotReadFile(
            Fault(
                file=path.name,
                text=Words(es="el archivo está vacío", en="the file is empty"),
                remedy=Words(
                    es="Vuelva a exportarlo con una fila de cabecera", en="Export it again, with a header row"
                ),
            )
        )
    return head


def _looks_utf16(head: bytes) -> bool:
    # UTF-16 without a mark: Western text has a NUL in every second byte and almost nowhere else.
    sample = head[:2000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    return (odd > 0.7 * half and even < 0.05 * half) or (even > 0.7 * half and odd < 0.05 * half)
