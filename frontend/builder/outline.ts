import { blockTools, drop, duplicate, gist, nameOf, step } from "./acts";
import { h, icon, w } from "./dom";
import { HEAD, PLAIN, type Store } from "./store";
import { columnsOf } from "./tree";
import type { Block } from "./types";

/** The text as a list: the same order, everything by buttons and keys. */
export class Outline {
  readonly box = h("div", { class: "outline-pane" });

  constructor(private readonly store: Store, private readonly open: (id: string) => void) {
    store.listen((reason) => { if (reason !== "view" && reason !== "saved") this.draw(reason === "checked"); });
    this.box.addEventListener("keydown", (event) => this.keys(event));
    this.draw();
  }

  /** The focus goes to what a deed selected; an answer that only says what is wrong leaves it where it is. */
  private draw(stays = false): void {
    const kept = (document.activeElement as HTMLElement | null)?.closest<HTMLElement>("[data-row]");
    const control = kept && this.box.contains(kept) ? document.activeElement?.getAttribute("aria-label") : undefined;
    const { store } = this;
    const { uses } = store.given;
    this.box.replaceChildren(
      h("ul", {}, this.row(HEAD, w("heads"), "text-cursor-input", "")),
      this.list(store.blocks) ?? h("p", { class: "muted" }, w("no_blocks")),
      uses.plain ? h("ul", {}, this.row(PLAIN, w("plain_part"), "scroll-text", "")) : "",
      uses.blocks ? h("p", { class: "help" }, w("outline_keys")) : "",
    );
    if (control === undefined) return;
    const here = (stays && kept?.dataset["row"]) || store.selected;
    const row = this.box.querySelector<HTMLElement>(`[data-row="${CSS.escape(here)}"]`);
    const again = control ? row?.querySelector<HTMLElement>(`[aria-label="${CSS.escape(control)}"]`) : null;
    (again ?? row?.querySelector<HTMLElement>(".outline-name"))?.focus();
  }

  private list(blocks: readonly Block[]): HTMLElement | null {
    if (!blocks.length) return null;
    return h("ol", {}, ...blocks.map((block) => this.row(block.id, nameOf(this.store, block), this.store.kind(block.type)?.icon ?? "square-pen", gist(this.store, block), block)));
  }

  private row(id: string, name: string, drawing: string, words: string, block?: Block): HTMLElement {
    const { store } = this;
    const isSelected = store.selected === id;
    const faults = store.faultsOf(id.startsWith("@") ? "" : id).filter((fault) => fault.stops).length;
    const columns = block ? columnsOf(block) : [];
    return h("li", {},
      h("div", { class: "outline-row", "data-row": id, "data-selected": isSelected },
        h("button", { type: "button", class: "outline-name", "aria-pressed": String(isSelected), onclick: () => this.open(id) },
          icon(drawing), h("span", {}, name), words ? h("small", { class: "muted" }, words) : false,
          faults > 0 && h("span", { class: "state tone-error" }, icon("octagon-alert"), w("n_to_fix", { n: faults }))),
        isSelected && block ? blockTools(store, id) : false),
      ...columns.map((inner, number) =>
        h("div", { class: "outline-column" },
          h("div", { class: "outline-row", "data-row": `${id}/${number}` },
            h("button", { type: "button", class: "outline-name", "aria-pressed": String(store.selected === `${id}/${number}`), onclick: () => this.open(`${id}/${number}`) },
              icon("panel-left"), h("span", {}, w("column", { n: number + 1 })))),
          this.list(inner))));
  }

  private keys(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]");
    const id = row?.dataset["row"];
    if (!id || !(event.target as HTMLElement).matches(".outline-name")) return;
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined;
    const isBlock = !id.startsWith("@") && !id.includes("/");
    if (by && event.altKey && isBlock) step(this.store, id, by);
    else if (by) this.beside(row, by);
    else if (event.key === "Delete" && isBlock) drop(this.store, id);
    else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey) && isBlock) duplicate(this.store, id);
    else return;
    event.preventDefault();
  }

  private beside(row: HTMLElement, by: 1 | -1): void {
    const names = [...this.box.querySelectorAll<HTMLElement>(".outline-name")];
    names[names.indexOf(row.querySelector<HTMLElement>(".outline-name")!) + by]?.focus();
  }
}
