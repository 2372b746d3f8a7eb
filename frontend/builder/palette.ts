import { draggable } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { add, nextPlace } from "./acts";
import { h, icon, w } from "./dom";
import type { Store } from "./store";

/** The left pane: blocks to drag onto the preview; a press puts one after what is selected. */
export function palette(store: Store, added: () => void): HTMLElement {
  const items = store.given.kinds.map((kind) => {
    const item = h("li", { class: "palette-item" }, h("button", {
      type: "button", "data-add": kind.type,
      onclick: () => { add(store, kind.type, nextPlace(store, kind.type)); added(); },
    }, icon(kind.icon), h("span", {}, kind.label)));
    draggable({ element: item, getInitialData: () => ({ add: kind.type }) });
    return item;
  });
  return h("section", { class: "builder-blocks panel", "aria-label": w("blocks") },
    h("div", { class: "panel-head" }, h("h2", {}, w("blocks"))),
    h("ul", { class: "palette-items" }, ...items),
    h("p", { class: "help palette-help" }, w("blocks_help")));
}
