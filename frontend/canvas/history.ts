/** Undo and redo: every state of the document that can be gone back to, with what was done to get there. */
import type { Doc } from "./types";

const STEPS_KEPT = 100;

interface Entry { doc: Doc; done: string }
export interface History { past: Entry[]; doc: Doc; future: Entry[] }

export const startOf = (doc: Doc): History => ({ past: [], doc, future: [] });

/** `done` says in words what was done. */
export function push(history: History, doc: Doc, done: string): History {
  if (doc === history.doc) return history;
  return { past: [...history.past, { doc: history.doc, done }].slice(-STEPS_KEPT), doc, future: [] };
}

export function undo(history: History): History {
  const last = history.past.at(-1);
  if (!last) return history;
  return { past: history.past.slice(0, -1), doc: last.doc, future: [{ doc: history.doc, done: last.done }, ...history.future] };
}

export function redo(history: History): History {
  const [next, ...rest] = history.future;
  if (!next) return history;
  return { past: [...history.past, { doc: history.doc, done: next.done }], doc: next.doc, future: rest };
}
