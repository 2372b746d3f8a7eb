"""The strategy document: structure only, the same for canvas, list view, file and interpreter."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from acuerdo.strategies.enums import ExitRule

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
DEFAULT_EXITS = (ExitRule.CLOSED, ExitRule.PAID, ExitRule.HELD)


class Node(BaseModel):
    """One step: its id within the document, its kind, and the settings that kind understands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Slug
    kind: str = Field(max_length=40)
    data: dict[str, Any] = Field(default_factory=dict)


class Edge(BaseModel):
    """Where an outlet of a step leads."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    source: Slug = Field(alias="from")
    out: str = Field(max_length=60)
    to: str = Field(max_length=60)


class Document(BaseModel):
    """A strategy as written. May hold faults (`checks.find_faults` names them); only its shape is guaranteed.

    Edges are kept in the order of their source nodes, so that a document is the same after a trip through a file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1] = 1
    name: Slug
    title: dict[str, str] = Field(default_factory=dict)
    entry: str = ""
    exit: list[str] = Field(default_factory=lambda: [str(rule) for rule in DEFAULT_EXITS])
    nodes: list[Node] = Field(default_factory=list, max_length=1000)
    edges: list[Edge] = Field(default_factory=list, max_length=10000)

    @model_validator(mode="after")
    def _tidy_edges(self) -> Self:
        place: dict[str, int] = {}
        for number, node in enumerate(self.nodes):
            place.setdefault(node.id, number)
        for edge in self.edges:
            if edge.source not in place:
                raise PydanticCustomError("edge_from_nowhere", "edge from unknown step {step}", {"step": edge.source})
        first: dict[tuple[str, str], int] = {}
        for number, edge in enumerate(self.edges):
            first.setdefault((edge.source, edge.out), number)
        self.edges.sort(key=lambda edge: (place[edge.source], first[edge.source, edge.out]))
        return self

    def to_json(self) -> dict[str, Any]:
        """The document as plain JSON values, edges with `from`, `out`, `to`."""
        return self.model_dump(by_alias=True, mode="json")
