/** The steps of a strategy in React Flow as it comes, laid out by dagre: what the canvas is measured against. */
import { Graph, layout } from "@dagrejs/dagre";
import { ReactFlow, useNodesState } from "@xyflow/react";
import type { Edge, Node } from "@xyflow/react";
import { useState } from "react";
import type { ReactNode } from "react";
import { createRoot } from "react-dom/client";
import type { Doc, Props } from "../canvas/types";
import type { Island } from "../shared/islands";

const WIDTH = 250;
const HEIGHT = 84;

function placed(doc: Doc): Node[] {
  const began = performance.now();
  const graph = new Graph({ directed: true });
  graph.setGraph({ rankdir: "TB" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of doc.nodes) graph.setNode(id, { width: WIDTH, height: HEIGHT });
  for (const { from, to } of doc.edges) graph.setEdge(from, to);
  layout(graph);
  performance.measure("canvas:layout", { start: began, end: performance.now() });
  return doc.nodes.map(({ id }) => {
    const { x, y } = graph.node(id) as { x: number; y: number };
    return { id, width: WIDTH, height: HEIGHT, position: { x: x - WIDTH / 2, y: y - HEIGHT / 2 }, data: { label: id } };
  });
}

const led = (doc: Doc): Edge[] => doc.edges.map(({ from, out, to }) => ({ id: `${from} ${out}`, source: from, target: to, label: out }));

/** One step more, right behind the entry. */
function longer(doc: Doc): Doc {
  const [entry, ...rest] = doc.edges as [Doc["edges"][0], ...Doc["edges"]];
  return { ...doc, nodes: [...doc.nodes, { id: "wait", kind: "wait", data: {} }], edges: [{ ...entry, to: "wait" }, { from: "wait", out: "next", to: entry.to }, ...rest] };
}

function Bare({ doc }: { doc: Doc }): ReactNode {
  const [first] = useState(() => placed(doc));
  const [nodes, setNodes, moved] = useNodesState(first);
  const [edges, setEdges] = useState(() => led(doc));
  const drop = (): void => {
    const next = longer(doc);
    setNodes(placed(next));
    setEdges(led(next));
  };
  return <div className="stage"><ReactFlow nodes={nodes} edges={edges} onNodesChange={moved} onNodeDragStop={drop} minZoom={0.1} /></div>;
}

export function mount({ root, props }: Island): void {
  const { doc } = props as Props;
  root.style.display = "grid";
  createRoot(root).render(<Bare doc={doc} />);
}
