import { add, nextPlace } from "./acts";
import { h, icon, w } from "./dom";
import type { Drags } from "./drags";
import type { Store } from "./store";

/** The left pane: blocks to drag onto the preview; a press puts one after what is selected. */
export function palette(store: Store, drags: Drags, added: () => void): HTMLElement {
  const items = store.given.kinds.map((kind) => {
    const item = h("li", { class: "palette-item" }, h("button", {
      type: "button", "data-add": kind.type,
      onclick: () => { add(store, kind.type, nextPlace(store, kind.type)); added(); },
    }, icon(kind.icon), h("span", {}, kind.label)));
    item.addEventListener("pointerdown", (event) => drags.press(event, { add: kind.type }, kind.icon, kind.label));
    return item;
  });
  return h("section", { class: "builder-blocks panel", "aria-label": w("blocks") },
    h("div", { class: "panel-head" }, h("h2", {}, w("blocks"))),
    h("ul", { class: "palette-items" }, ...items),
    h("p", { class: "help palette-help" }, w("blocks_help")));
}
