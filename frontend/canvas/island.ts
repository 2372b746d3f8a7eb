import "@xyflow/react/dist/base.css";
import "./canvas.css";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import type { Island } from "../shared/islands";
import { App } from "./App";
import { Drags } from "./drags";
import { Editor } from "./editor";
import type { Props } from "./types";

/** Milliseconds: faults and counts are asked for when the steps stand. */
const AFTER_DRAWING = 50;

/** The strategy canvas: draws the document of the page's form, and writes it back into the form's field. */
export function mount({ root, props, field }: Island): void {
  const editor = new Editor(props as Props, field);
  root.replaceChildren();
  createRoot(root).render(createElement(App, { editor, drags: new Drags(editor) }));
  editor.check(AFTER_DRAWING);
}
