import { MiniMap, ReactFlow, ReactFlowProvider, ViewportPortal, useReactFlow } from "@xyflow/react";
import type { Node } from "@xyflow/react";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import type { ReactNode } from "react";
import { usePart, useTools } from "./context";
import type { Editor } from "./editor";
import { pressKey } from "./keys";
import { CARD_WIDTH } from "./layout";
import type { Box } from "./layout";
import { Lines } from "./Lines";
import { StepCard } from "./StepCard";
import type { Spot } from "./types";

const KINDS = { step: StepCard };
const NO_EDGES: never[] = [];
// The card says what it is; the box around it says nothing.
const BARE = { "aria-roledescription": undefined };
const MARGIN = 48;
const WAYS_BELOW = 120;

export function Stage({ canEdit }: { canEdit: boolean }): ReactNode {
  return <ReactFlowProvider><Drawing canEdit={canEdit} /></ReactFlowProvider>;
}

function Drawing({ canEdit }: { canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const layout = usePart((state) => state.layout);
  const nodes = useMemo(() => [...layout.steps].map(([id, box]) => nodeOf(id, box)), [layout]);
  useView(editor, box);
  useFocus(editor, box);
  return (
    <div className="stage" ref={box}>
      <ReactFlow
        aria-label={editor.words("canvas")}
        aria-describedby="canvas-keys-hint"
        onKeyDown={(event) => pressKey(editor, event)}
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={KINDS}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        panOnScroll
        zoomOnDoubleClick={false}
        minZoom={0.1}
        maxZoom={1.6}
        onPaneClick={() => { editor.openStep(null); editor.openMenu(null); }}
      >
        <ViewportPortal><Lines canEdit={canEdit} /></ViewportPortal>
        {layout.steps.size > 8 && <MiniMap pannable zoomable ariaLabel={editor.words("minimap")} nodeBorderRadius={16} nodeClassName={(node) => (node.id === editor.state.open ? "is-open" : "")} />}
      </ReactFlow>
    </div>
  );
}

/** A box that stays the same object stays the same node: React Flow passes it over. */
const nodesDrawn = new WeakMap<Box, Node>();

function nodeOf(id: string, box: Box): Node {
  const { x, y, width, height } = box;
  const node = nodesDrawn.get(box) ?? { id, type: "step", position: { x, y }, width, height, measured: { width, height }, data: {}, domAttributes: BARE };
  nodesDrawn.set(box, node);
  return node;
}

/** Let the rest of the canvas move the drawing: reveal a spot, zoom, pan; and keep still what one looks at when it is drawn anew. */
function useView(editor: Editor, box: React.RefObject<HTMLDivElement | null>): void {
  const flow = useReactFlow();
  const layout = usePart((state) => state.layout);
  const before = useRef<{ spot: Spot | null; at: Box | null }>({ spot: null, at: null });
  useLayoutEffect(() => {
    const duration = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150;
    const all = (): void => { void flow.setViewport(viewOfAll(editor, box.current!), { duration }); };
    editor.view = {
      toDrawing: (x, y) => flow.screenToFlowPosition({ x, y }),
      reveal: (spot) => {
        const at = boxOf(editor, spot);
        // What follows a step belongs to it: the ways out of it are shown too.
        const target = at && "step" in spot ? { ...at, height: at.height + WAYS_BELOW } : at;
        const next = target && box.current && shifted(flow.getViewport(), target, box.current);
        if (next) void flow.setViewport(next, { duration: 0 });
      },
      zoom: (by) => { if (by === "all") all(); else void (by === "in" ? flow.zoomIn({ duration }) : flow.zoomOut({ duration })); },
      pan: (x, y) => { const view = flow.getViewport(); void flow.setViewport({ ...view, x: view.x + x, y: view.y + y }); },
    };
    void flow.setViewport(viewAtStart(editor, box.current!));
    return () => { editor.view = null; };
  }, [editor, flow, box]);
  useLayoutEffect(() => {
    const { spot, at } = before.current;
    const now = spot && boxOf(editor, spot);
    if (at && now && (at.x !== now.x || at.y !== now.y)) {
      const view = flow.getViewport();
      void flow.setViewport({ ...view, x: view.x + (at.x - now.x) * view.zoom, y: view.y + (at.y - now.y) * view.zoom });
    }
  }, [editor, flow, layout]);
  useEffect(() => {
    const spot = editor.state.spot;
    before.current = { spot, at: spot && boxOf(editor, spot) };
  });
}

/** The focus follows when the keyboard stands somewhere else, and what has it can be seen. */
function useFocus(editor: Editor, box: React.RefObject<HTMLDivElement | null>): void {
  const turn = usePart((state) => state.turn);
  useEffect(() => {
    const { spot } = editor.state;
    if (turn === 0 || !spot) return;
    const name = "step" in spot ? `step:${spot.step}` : `line:${spot.line}`;
    editor.view?.reveal(spot);
    box.current?.querySelector<HTMLElement>(`[data-spot="${CSS.escape(name)}"]`)?.focus({ preventScroll: true });
  }, [editor, box, turn]);
}

function boxOf(editor: Editor, spot: Spot): Box | null {
  const { layout } = editor.state;
  if ("step" in spot) return layout.steps.get(spot.step) ?? null;
  const drawn = layout.lines.find(({ line }) => line.id === spot.line);
  return drawn ? { x: drawn.plus.x - 20, y: drawn.plus.y - 20, width: 40, height: 40 } : null;
}

interface Viewport { x: number; y: number; zoom: number }

/** The least move that brings a box into sight; null if it is in sight. */
function shifted(view: Viewport, target: Box, stage: HTMLElement): Viewport | null {
  const push = (from: number, to: number, room: number): number => {
    if (to - from > room - 2 * MARGIN) return room / 2 - (from + to) / 2;
    return from < MARGIN ? MARGIN - from : to > room - MARGIN ? room - MARGIN - to : 0;
  };
  const left = target.x * view.zoom + view.x;
  const top = target.y * view.zoom + view.y;
  const x = push(left, left + target.width * view.zoom, stage.clientWidth);
  const y = push(top, top + target.height * view.zoom, stage.clientHeight);
  return x || y ? { ...view, x: view.x + x, y: view.y + y } : null;
}

function bounds(editor: Editor): Box {
  const boxes = [...editor.state.layout.steps.values(), ...editor.state.layout.lines.map(({ plus }) => ({ x: plus.x - 20, y: plus.y, width: 40, height: 20 }))];
  if (!boxes.length) return { x: -CARD_WIDTH / 2, y: 0, width: CARD_WIDTH, height: 0 };
  const left = Math.min(...boxes.map((each) => each.x));
  const top = Math.min(...boxes.map((each) => each.y));
  return { x: left, y: top, width: Math.max(...boxes.map((each) => each.x + each.width)) - left, height: Math.max(...boxes.map((each) => each.y + each.height)) - top };
}

function viewOfAll(editor: Editor, stage: HTMLElement): Viewport {
  const all = bounds(editor);
  const room = { x: stage.clientWidth - 2 * MARGIN, y: stage.clientHeight - 2 * MARGIN };
  const zoom = Math.max(0.1, Math.min(1, room.x / Math.max(1, all.width), room.y / Math.max(1, all.height)));
  return { zoom, x: stage.clientWidth / 2 - (all.x + all.width / 2) * zoom, y: MARGIN - all.y * zoom };
}

/** All of it if it can be read then; else its beginning. */
function viewAtStart(editor: Editor, stage: HTMLElement): Viewport {
  const all = viewOfAll(editor, stage);
  if (all.zoom >= 0.65) return all;
  const zoom = stage.clientWidth < 480 ? 0.85 : 0.9;
  return { zoom, x: stage.clientWidth / 2, y: MARGIN - bounds(editor).y * zoom };
}
