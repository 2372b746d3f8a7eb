/** The keys of the canvas. They work while a step or the "+" of a line has the focus. */
import type { KeyboardEvent } from "react";
import { placeOf } from "./document";
import type { Editor } from "./editor";
import { walk } from "./walk";
import type { Direction } from "./walk";

const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/** Plain keys of the stage. Each returns nothing; whatever is listed here is not handed on to the page. */
const PLAIN: Record<string, (editor: Editor) => void> = {
  a: add,
  Insert: add,
  Delete: (editor) => editor.delete(),
  Backspace: (editor) => editor.delete(),
  b: toggleBranch,
  "+": (editor) => editor.view?.zoom("in"),
  "-": (editor) => editor.view?.zoom("out"),
  "0": (editor) => editor.view?.zoom("all"),
  Home: (editor) => editor.stand({ step: editor.doc.entry }),
  p: (editor) => editor.openStep(null),
};

const WITH_CTRL: Record<string, (editor: Editor) => void> = {
  c: (editor) => void editor.copy(),
  x: (editor) => editor.cut(),
  v: (editor) => { const line = editor.placeHere; editor.paste(line && placeOf(line)); },
};

const EDITS = new Set(["a", "Insert", "Delete", "Backspace", "x", "v"]);

export function pressKey(editor: Editor, event: KeyboardEvent): void {
  if (event.defaultPrevented || !(event.target as HTMLElement).dataset.spot) return;
  const isCtrl = event.ctrlKey || event.metaKey;
  if (event.altKey || (isCtrl && event.shiftKey)) return;
  const direction = isCtrl ? undefined : ARROWS[event.key];
  const act = (isCtrl ? WITH_CTRL : PLAIN)[event.key];
  if (direction) go(editor, direction);
  else if (act) { if (editor.canEdit || !EDITS.has(event.key)) act(editor); }
  else if (event.key === "Enter" || event.key === " ") { if (!openPanel(editor)) return; }
  else if (event.key === "Escape") leave(editor);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Where nothing can be put in, the ways between the steps are passed over. */
function go(editor: Editor, direction: Direction): void {
  const { layout, spot } = editor.state;
  let next = walk(layout, editor.doc.entry, spot, direction);
  if (next && "line" in next && !editor.canEdit) next = walk(layout, editor.doc.entry, next, direction);
  if (next) editor.stand(next);
  else editor.say(editor.words("nothing_there"));
}

function add(editor: Editor): void {
  const line = editor.placeHere;
  if (line) editor.openMenu(line);
  else editor.say(editor.words("no_way_out"));
}

function toggleBranch(editor: Editor): void {
  const { spot, isBranch } = editor.state;
  if (!spot || !("step" in spot)) return;
  editor.stand(spot, { isBranch: !isBranch });
  editor.say(editor.words.many("chosen", editor.selection?.steps.size ?? 0));
}

/** Enter on a step opens it; on a line it is the press of a button. Returns whether it was a step. */
function openPanel(editor: Editor): boolean {
  const { spot } = editor.state;
  if (!spot || !("step" in spot)) return false;
  editor.openStep(spot.step);
  window.requestAnimationFrame(() => document.querySelector<HTMLElement>(".side-title")?.focus());
  return true;
}

function leave(editor: Editor): void {
  if (editor.state.isBranch && editor.state.spot) editor.stand(editor.state.spot);
  else editor.openStep(null);
}
