import { followPull } from "../shared/pulls";
import { h, icon } from "./dom";

/** A new block of a type, or a block of the text. */
export type Load = { add: string } | { carry: string };
/** Where it may land: told where the pointer is (and tells whether it is there), then what to do. */
export interface Target { over: (load: Load, x: number, y: number) => boolean; drop: (load: Load) => void; leave: () => void }

/** The strip at the edge of the window that moves the page, and by how much each frame. */
const EDGE = 48;
const SCROLL = 14;

/** Dragging blocks with a pointer. Outline and buttons do the same by keyboard. */
export class Drags {
  target: Target | null = null;
  private scrolling = 0;
  /** What comes from beside crosses the strips at the edge: they move the page only once it was on the preview. */
  private wasOver = false;

  /** To be called when the pointer goes down on something that can be dragged. */
  press(event: PointerEvent, load: Load, drawing: string, label: string): void {
    // A finger on the preview scrolls it.
    if (event.pointerType === "touch" && "carry" in load) return;
    this.wasOver = false;
    const ghost = h("div", { class: "drag-ghost", "aria-hidden": "true" }, icon(drawing), label);
    followPull(event, {
      to: (x, y) => {
        if (!ghost.isConnected) document.body.append(ghost);
        ghost.style.transform = `translate(${x + 12}px, ${y + 8}px)`;
        this.follow(load, x, y);
      },
      drop: () => this.target?.drop(load),
      end: () => {
        ghost.remove();
        window.cancelAnimationFrame(this.scrolling);
        this.target?.leave();
      },
    });
  }

  private follow(load: Load, x: number, y: number): void {
    window.cancelAnimationFrame(this.scrolling);
    if (this.target?.over(load, x, y)) this.wasOver = true;
    const by = y < EDGE ? -SCROLL : y > window.innerHeight - EDGE ? SCROLL : 0;
    if (!by || !this.wasOver) return;
    this.scrolling = window.requestAnimationFrame(() => {
      window.scrollBy({ top: by, behavior: "instant" });
      this.follow(load, x, y);
    });
  }
}
