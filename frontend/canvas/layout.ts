/** Where everything stands. Computed from the structure each time: top-down, the entry at the top, nothing is stored. */
import { Graph, layout as dagreLayout } from "@dagrejs/dagre";
import { fromTheTop, inReadingOrder } from "./order";
import type { Doc, Line } from "./types";

export interface Box { x: number; y: number; width: number; height: number }
/** A line as drawn: its path, the tip it ends with, the middle of its label, and where its "+" is. */
export interface Drawn { line: Line; path: string; tip: string; points: Point[]; label: Point; plus: Point }
export interface Layout { steps: Map<string, Box>; lines: Drawn[]; width: number; height: number }
interface Point { x: number; y: number }

export const CARD_WIDTH = 250;
export const CARD_HEIGHT = 84;
const PLUS = 28;
export const ROW = 22;
const LETTER = 6.4;
const LABEL_WIDTH = 200;
const OPEN = { width: 30, height: 30 };
/** Between the tips of lines that arrive at the same step. */
const ARRIVAL_GAP = 22;

/** A way called "then" needs no word; `counts` makes room for how many took each. */
export const isSpoken = (line: Line): boolean => line.outs.length > 1 || line.outs[0]!.name !== "next";

function labelBox(line: Line): { width: number; height: number } {
  const rows = isSpoken(line) ? line.outs.map((outlet) => outlet.label.length + 7) : [4];
  const plus = line.to === null ? 0 : PLUS;
  return { width: Math.min(LABEL_WIDTH, Math.max(PLUS, ...rows.map((letters) => letters * LETTER))), height: plus + (isSpoken(line) ? rows.length * ROW : 0) };
}

/** Drawings kept for undo, redo, and changes that move nothing. */
const KEPT = 20;
const kept = new Map<string, Layout>();

/** `before` is what is drawn now: what stays where it is stays the same object, and need not be drawn again. */
export function layoutOf(doc: Doc, lines: Line[], before?: Layout): Layout {
  const key = JSON.stringify([doc.entry, doc.nodes.map((step) => step.id), lines]);
  const layout = kept.get(key) ?? asBefore(arrange(doc, lines), before);
  kept.delete(key);
  kept.set(key, layout);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return layout;
}

function asBefore(now: Layout, before: Layout | undefined): Layout {
  if (!before) return now;
  for (const [id, box] of now.steps) {
    const was = before.steps.get(id);
    if (was && was.x === box.x && was.y === box.y) now.steps.set(id, was);
  }
  const drawn = new Map(before.lines.map((each) => [each.line.id, each]));
  return { ...now, lines: now.lines.map((each) => { const was = drawn.get(each.line.id); return was && JSON.stringify(was) === JSON.stringify(each) ? was : each; }) };
}

function arrange(doc: Doc, lines: Line[]): Layout {
  const began = performance.now();
  const graph = new Graph({ directed: true, multigraph: false, compound: false });
  graph.setGraph({ rankdir: "TB", nodesep: 36, edgesep: 24, ranksep: 30, marginx: 0, marginy: 0, ranker: fromTheTop });
  graph.setDefaultEdgeLabel(() => ({}));
  // The entry goes in first: where ways go round in circles, dagre breaks them as seen from there.
  const ordered = [...doc.nodes].sort((one, other) => Number(other.id === doc.entry) - Number(one.id === doc.entry));
  for (const step of ordered) graph.setNode(step.id, { width: CARD_WIDTH, height: CARD_HEIGHT });
  // Last way first: dagre puts what comes later to the left, and ways are read from left to right.
  for (const line of [...lines].reverse()) {
    if (line.to === null) graph.setNode(line.id, { ...OPEN });
    graph.setEdge(line.from, line.to ?? line.id, { ...labelBox(line), labelpos: "c" });
  }
  dagreLayout(graph, { customOrder: inReadingOrder });
  const drawn = draw(doc, lines, graph);
  performance.measure("canvas:layout", { start: began, end: performance.now() });
  return drawn;
}

function draw(doc: Doc, lines: Line[], graph: Graph): Layout {
  const top = doc.nodes.some((step) => step.id === doc.entry) ? (graph.node(doc.entry) as Point) : { x: 0, y: 0 };
  const place = (point: Point): Point => ({ x: Math.round(point.x - top.x), y: Math.round(point.y - top.y) });
  const steps = new Map<string, Box>();
  for (const step of doc.nodes) {
    const at = place(graph.node(step.id) as Point);
    steps.set(step.id, { x: at.x - CARD_WIDTH / 2, y: at.y - CARD_HEIGHT / 2, width: CARD_WIDTH, height: CARD_HEIGHT });
  }
  const routes = lines.map((line) => {
    const edge = graph.edge(line.from, line.to ?? line.id) as unknown as Point & { points: Point[] };
    return { line, label: place(edge), points: edge.points.map(place) };
  });
  spread(routes, steps);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    steps,
    lines: routes.map(({ line, label, points }) => ({ line, label, points, path: pathOf(points), tip: line.to === null ? "" : tipOf(points), plus: plusOf(line, label, points) })),
    width: size.width ?? 0,
    height: size.height ?? 0,
  };
}

interface Route { line: Line; label: Point; points: Point[] }

/** Lines leave a step side by side and arrive side by side, in the order in which they go on: they do not cross there. */
function spread(routes: Route[], steps: Map<string, Box>): void {
  const leaving = new Map<string, Route[]>();
  const arriving = new Map<string, Route[]>();
  const put = (groups: Map<string, Route[]>, id: string, route: Route): void => { groups.set(id, [...(groups.get(id) ?? []), route]); };
  for (const route of routes) {
    const box = steps.get(route.line.from)!;
    // A way back up keeps the ends dagre gave it: it leaves at the top and arrives at the bottom.
    if (route.points.at(-1)!.y <= box.y + box.height) continue;
    put(leaving, route.line.from, route);
    if (route.line.to !== null) put(arriving, route.line.to, route);
  }
  for (const [id, group] of leaving) {
    const box = steps.get(id)!;
    group.sort((one, other) => one.points[1]!.x - other.points[1]!.x);
    group.forEach((route, at) => { route.points[0] = { x: box.x + (box.width * (at + 1)) / (group.length + 1), y: box.y + box.height }; });
  }
  for (const [id, group] of arriving) {
    const box = steps.get(id)!;
    group.sort((one, other) => one.points.at(-2)!.x - other.points.at(-2)!.x);
    const gap = Math.min(ARRIVAL_GAP, (box.width - 40) / group.length);
    group.forEach((route, at) => { route.points[route.points.length - 1] = { x: box.x + box.width / 2 + (at - (group.length - 1) / 2) * gap, y: box.y }; });
  }
}

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

function plusOf(line: Line, label: Point, points: Point[]): Point {
  if (line.to === null) return { x: points.at(-1)!.x, y: points.at(-1)!.y + OPEN.height / 2 };
  return { x: label.x, y: label.y + (isSpoken(line) ? (line.outs.length * ROW) / 2 : 0) };
}

/** How far a point of the drawing is from a line. */
export function distance(drawn: Drawn, at: Point): number {
  const parts = drawn.points.slice(1).map((point, n) => fromPart(at, drawn.points[n]!, point));
  return Math.min(...parts, Math.hypot(drawn.plus.x - at.x, drawn.plus.y - at.y));
}

function fromPart(at: Point, from: Point, to: Point): number {
  const long = (to.x - from.x) ** 2 + (to.y - from.y) ** 2;
  const share = long === 0 ? 0 : clamp(((at.x - from.x) * (to.x - from.x) + (at.y - from.y) * (to.y - from.y)) / long, 0, 1);
  return Math.hypot(from.x + share * (to.x - from.x) - at.x, from.y + share * (to.y - from.y) - at.y);
}

/** A soft line through all points that leaves and arrives upright. */
function pathOf(points: Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]];
  let path = `M${first.x} ${first.y}`;
  let from = first;
  for (const point of rest) {
    const middle = (from.y + point.y) / 2;
    path += point.x === from.x ? `L${point.x} ${point.y}` : `C${from.x} ${middle} ${point.x} ${middle} ${point.x} ${point.y}`;
    from = point;
  }
  return path;
}

/** The tip of the arrow: down, or up where a way goes back. */
function tipOf(points: Point[]): string {
  const end = points.at(-1)!;
  const back = points.at(-2)!.y > end.y ? 8 : -8;
  return `M${end.x - 4} ${end.y + back}L${end.x} ${end.y}L${end.x + 4} ${end.y + back}`;
}
