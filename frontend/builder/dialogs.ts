import { h, icon, iconButton, later, uid, w } from "./dom";
import type { Saved, Server } from "./server";
import type { Store } from "./store";
import type { Document } from "./types";

function dialog(root: HTMLElement, title: string, ...content: (Node | string)[]): HTMLDialogElement {
  const id = uid();
  const box = h("dialog", { class: "dialog", "aria-labelledby": id },
    h("div", { class: "dialog-head" }, h("h2", { id }, title), iconButton("x", w("close"), () => box.close())),
    h("div", { class: "dialog-body stack" }, ...content));
  box.addEventListener("close", () => box.remove());
  root.append(box);
  box.showModal();
  return box;
}

/** Whose values the preview shows: a case, masked, or the sample that comes with the product. */
export function chooseSample(root: HTMLElement, store: Store, server: Server): void {
  const field = h("input", { class: "input", type: "search", id: uid(), autocomplete: "off" });
  const found = h("ul", { class: "case-list" });
  const pick = (id: string, label: string) => {
    store.sample = { ...store.sample, case: id, label };
    box.close();
    store.tell("view");
  };
  const seek = later(200, () => void server.cases(field.value).then((cases) => {
    const lines = cases.map(({ id, label }) => h("li", {}, h("button", { type: "button", class: "drop-item", onclick: () => pick(id, label) }, label)));
    found.replaceChildren(...(lines.length ? lines : [h("li", { class: "muted" }, w("no_case"))]));
  }));
  field.addEventListener("input", seek);
  const box = dialog(root, w("choose_sample"),
    h("button", { type: "button", class: "btn", onclick: () => pick("", "") }, icon("sparkles"), w("built_in_sample")),
    h("div", { class: "field" }, h("label", { for: field.id }, w("find_case")), field, h("p", { class: "help" }, w("masked"))), found);
  field.focus();
  seek();
}

export function tellTest(root: HTMLElement, message: string): void {
  dialog(root, w("send_test"), h("p", {}, message));
}

/**
 * Two people saved. Texts only one of them touched are put together; where both did, one decides here, text by text.
 * Nothing is lost: what is not kept can be brought back by undo.
 */
export function settle(root: HTMLElement, store: Store, changed: Extract<Saved, { kind: "changed" }>, done: (together: Document) => void): void {
  const { theirs } = changed;
  const touched = (one: Document) => store.given.variants.map(({ key }) => key).filter((key) => JSON.stringify(one.variants[key]) !== JSON.stringify(store.saved.variants[key]));
  const [mine, other] = [touched(store.document), touched(theirs)];
  const both = mine.filter((key) => other.includes(key) && JSON.stringify(store.document.variants[key]) !== JSON.stringify(theirs.variants[key]));
  const label = (key: string) => store.given.variants.find((variant) => variant.key === key)?.label ?? key;
  const keepTheirs = new Map(both.map((key) => [key, false]));
  const together = (): Document => {
    const kept = Object.entries(store.document.variants).filter(([key]) => mine.includes(key) && !keepTheirs.get(key));
    const variants = { ...theirs.variants, ...Object.fromEntries(kept) };
    for (const key of mine) if (!(key in store.document.variants) && !keepTheirs.get(key)) delete variants[key];
    return { ...theirs, variants };
  };
  const questions = both.map((key) => {
    const select = h("select", { class: "select", id: uid(), onchange: () => keepTheirs.set(key, select.value === "theirs") },
      h("option", { value: "mine" }, w("keep_mine")), h("option", { value: "theirs" }, w("keep_theirs")));
    return h("div", { class: "field" }, h("label", { for: select.id }, label(key)), select);
  });
  const only = other.filter((key) => !both.includes(key)).map(label);
  const box = dialog(root, w("saved_meanwhile"), h("p", {}, changed.message),
    only.length ? h("p", {}, w("theirs_kept", { texts: only.join(", ") })) : "", ...questions,
    h("p", { class: "muted" }, w("undo_brings_back")),
    h("div", { class: "toolbar" },
      h("button", { type: "button", class: "btn btn-primary", onclick: () => { box.close(); done(together()); } }, icon("save"), w("save_together")),
      h("button", { type: "button", class: "btn btn-ghost", onclick: () => box.close() }, w("go_on_writing"))));
}
