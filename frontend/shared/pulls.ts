/** A press that becomes a drag once the pointer has gone a few pixels; a press without a move stays a click. */
export interface Pull {
  /** Where the pointer is now, in the window. */
  to: (x: number, y: number) => void;
  drop: () => void;
  /** Dropped, given up with Escape, or taken over by the browser: nothing is dragged any more. */
  end: () => void;
}

const STARTS_AFTER = 6;

export function followPull(pressed: { button: number; clientX: number; clientY: number }, pull: Pull): void {
  if (pressed.button !== 0) return;
  const from = { x: pressed.clientX, y: pressed.clientY };
  let isPulled = false;
  const follow = (move: PointerEvent): void => {
    isPulled ||= Math.hypot(move.clientX - from.x, move.clientY - from.y) >= STARTS_AFTER;
    if (isPulled) pull.to(move.clientX, move.clientY);
  };
  const stop = (): void => {
    window.removeEventListener("pointermove", follow);
    window.removeEventListener("pointerup", drop);
    window.removeEventListener("pointercancel", stop);
    window.removeEventListener("keydown", escape, true);
    if (isPulled) window.addEventListener("click", swallow, { capture: true, once: true });
    window.setTimeout(() => window.removeEventListener("click", swallow, true));
    pull.end();
  };
  const drop = (): void => {
    if (isPulled) pull.drop();
    stop();
  };
  const escape = (key: KeyboardEvent): void => {
    if (key.key !== "Escape" || !isPulled) return;
    swallow(key);
    stop();
  };
  window.addEventListener("pointermove", follow);
  window.addEventListener("pointerup", drop);
  window.addEventListener("pointercancel", stop);
  window.addEventListener("keydown", escape, true);
}

const swallow = (event: Event): void => { event.stopPropagation(); event.preventDefault(); };
