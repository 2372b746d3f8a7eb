/** Dragging: a kind from the palette or a step onto a line, the end of a line onto a step. Each has a way by keyboard too. */
import { useSyncExternalStore } from "react";
import { followPull } from "../shared/pulls";
import { branchOf, placeOf } from "./document";
import type { Editor } from "./editor";
import { distance } from "./layout";
import type { Drawn } from "./layout";
import type { Kind, Line, Spot } from "./types";

export type Dragged = { kind: Kind } | { first: string; steps: ReadonlySet<string> } | { line: Line };
export interface Drag { what: Dragged; label: string; x: number; y: number; target: Spot | null }

/** Pixels: how near a line must be; the strip at the edge that moves the drawing. */
const NEAR = 70;
const EDGE = 40;
const PAN = 14;

export class Drags {
  drag: Drag | null = null;
  private readonly listeners = new Set<() => void>();
  private panning = 0;
  /** What comes from outside crosses the strip at the edge: it moves the drawing only once it was inside. */
  private wasInside = false;

  constructor(private readonly editor: Editor) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(drag: Drag | null): void {
    this.drag = drag;
    this.listeners.forEach((listener) => listener());
  }

  /** To be called when the pointer goes down on something that can be dragged; a press without a move stays a click. */
  press(event: { button: number; clientX: number; clientY: number }, what: () => Dragged): void {
    if (!this.editor.canEdit) return;
    this.wasInside = false;
    followPull(event, {
      to: (x, y) => {
        const dragged = this.drag?.what ?? what();
        this.set({ what: dragged, label: this.labelOf(dragged), x, y, target: this.targetAt(dragged, x, y) });
        this.panAtEdge();
      },
      drop: () => { if (this.drag?.target) this.drop(this.drag.what, this.drag.target); },
      end: () => {
        window.cancelAnimationFrame(this.panning);
        if (this.drag) this.set(null);
      },
    });
  }

  /** A step is dragged alone, or with what is below it while that is chosen. */
  stepsOf(id: string): { first: string; steps: ReadonlySet<string> } {
    const { spot, isBranch } = this.editor.state;
    const withBranch = isBranch && spot !== null && "step" in spot && spot.step === id;
    return { first: id, steps: withBranch ? branchOf(this.editor.doc, id) : new Set([id]) };
  }

  private labelOf(what: Dragged): string {
    if ("kind" in what) return what.kind.label;
    if ("line" in what) return this.editor.words("drag_line", { out: what.line.outs.map((outlet) => outlet.label).join(", ") });
    return this.editor.words.many("drag_steps", what.steps.size, { name: this.editor.nameOf(what.first) });
  }

  private targetAt(what: Dragged, x: number, y: number): Spot | null {
    const { view, state } = this.editor;
    if (!view || !document.elementFromPoint(x, y)?.closest(".stage")) return null;
    const at = view.toDrawing(x, y);
    if ("line" in what) {
      const found = [...state.layout.steps].find(([, box]) => at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height);
      return found && found[0] !== this.editor.doc.entry && found[0] !== what.line.to ? { step: found[0] } : null;
    }
    const may = (drawn: Drawn): boolean => "kind" in what || !(what.steps.has(drawn.line.from) || drawn.line.to === what.first);
    let best: Drawn | null = null;
    let least = NEAR;
    for (const drawn of state.layout.lines) {
      const far = may(drawn) ? distance(drawn, at) : Infinity;
      if (far < least) { best = drawn; least = far; }
    }
    return best && { line: best.line.id };
  }

  private drop(what: Dragged, target: Spot): void {
    if ("line" in what) {
      if ("step" in target) this.editor.lead(placeOf(what.line), target.step);
      return;
    }
    const line = "line" in target ? this.editor.line(target.line) : undefined;
    if (!line) return;
    if ("kind" in what) this.editor.add(what.kind, placeOf(line));
    else this.editor.moveTo(what.first, what.steps, placeOf(line));
  }

  private panAtEdge(): void {
    window.cancelAnimationFrame(this.panning);
    const { drag, editor } = this;
    const stage = document.querySelector(".stage")?.getBoundingClientRect();
    if (!drag || !stage || !editor.view) return;
    const push = (at: number, low: number, high: number): number => (at < low || at > high ? 0 : at < low + EDGE ? PAN : at > high - EDGE ? -PAN : 0);
    const x = push(drag.x, stage.left, stage.right);
    const y = push(drag.y, stage.top, stage.bottom);
    const isOver = drag.x > stage.left && drag.x < stage.right && drag.y > stage.top && drag.y < stage.bottom;
    if (isOver && !x && !y) this.wasInside = true;
    if ((!x && !y) || !this.wasInside) return;
    this.panning = window.requestAnimationFrame(() => {
      if (!this.drag) return;
      editor.view?.pan(x, y);
      this.set({ ...this.drag, target: this.targetAt(this.drag.what, this.drag.x, this.drag.y) });
      this.panAtEdge();
    });
  }
}

/** One part of what is dragged: who asks is drawn again only when that part is another. */
export const useDrag = <T>(drags: Drags, part: (drag: Drag | null) => T): T => useSyncExternalStore(drags.subscribe, () => part(drags.drag));
