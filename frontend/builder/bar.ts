import { h, icon, iconButton, w } from "./dom";
import type { Preview, Width } from "./preview";
import type { Store } from "./store";

/** Languages and tones as tabs; a text not yet written says so. */
export function variantTabs(store: Store): HTMLElement {
  const box = h("div", { class: "variant-tabs" });
  const draw = () => {
    const { variants } = store.given;
    const missing = variants.filter(({ key }) => !store.document.variants[key]).length;
    const languages = [...new Set(variants.map(({ language }) => language))];
    const hadFocus = box.contains(document.activeElement);
    box.replaceChildren(
      ...languages.map((language) =>
        h("div", { class: "variant-group", role: "group", "aria-label": language },
          h("span", { class: "variant-language" }, language),
          ...variants.filter((each) => each.language === language).map(({ key, tone }) => {
            const isThere = Boolean(store.document.variants[key]);
            return h("button", { type: "button", class: "chip", "aria-pressed": String(key === store.variant), "data-variant": key, onclick: () => store.show(key) },
              isThere ? false : icon("circle-dashed"), tone, isThere ? false : h("span", { class: "sr" }, w("missing")));
          }))),
      missing ? h("span", { class: "muted" }, w("texts_missing", { n: missing, all: variants.length })) : "");
    if (hadFocus) box.querySelector<HTMLElement>(`[data-variant="${store.variant}"]`)?.focus();
  };
  store.listen((reason) => { if (reason === "variant" || reason === "changed") draw(); });
  draw();
  return box;
}

export interface Acts { save: () => void; test: () => void; publish: () => void; sample: (button: HTMLElement) => void }

/** Undo, redo, sample, brand, width, light and dark, save. */
export function tools(store: Store, preview: Preview, acts: Acts): HTMLElement {
  const undo = iconButton("undo-2", w("undo"), () => store.undo(), { "aria-keyshortcuts": "Control+Z" });
  const redo = iconButton("redo", w("redo"), () => store.redo(), { "aria-keyshortcuts": "Control+Shift+Z" });
  const sample = h("button", { type: "button", class: "btn btn-sm", onclick: () => acts.sample(sample) }, icon("user-search"), h("span", {}, w("built_in_sample")));
  const save = h("button", { type: "button", class: "btn btn-primary btn-sm", onclick: acts.save, "aria-keyshortcuts": "Control+S" }, icon("save"), w("save"));
  const publish = h("button", { type: "button", class: "btn btn-sm", onclick: acts.publish }, icon("upload"), w("publish"));
  const status = h("span", { class: "muted save-state", role: "status" });
  const { uses, may } = store.given;
  const draw = () => {
    undo.disabled = !store.mayUndo;
    redo.disabled = !store.mayRedo;
    save.disabled = !store.isChanged;
    status.textContent = store.isChanged ? w("unsaved") : w("all_saved");
    sample.lastElementChild!.textContent = store.sample.label || w("built_in_sample");
    publish.disabled = (store.checked?.faults ?? []).some(({ stops }) => stops);
  };
  store.listen(draw);
  draw();
  return h("div", { class: "builder-tools toolbar" },
    h("span", { class: "tool-group" }, undo, redo),
    h("span", { class: "tool-group" }, sample, store.given.creditors.length > 1 ? brand(store) : false),
    h("span", { class: "tool-group" },
      uses.phone ? false : widths(preview, store), schemes(preview, store)),
    h("span", { class: "tool-group tool-end" }, status,
      uses.test && h("button", { type: "button", class: "btn btn-sm btn-ghost", onclick: acts.test }, icon("send"), w("send_test")), save, may.edit && publish));
}

function brand(store: Store): HTMLElement {
  const select = h("select", { class: "select select-sm", "aria-label": w("brand"), onchange: () => { store.sample = { ...store.sample, case: "", label: "", creditor: select.value }; store.tell("view"); } },
    h("option", { value: "" }, w("brand_sample")), ...store.given.creditors.map(([id, name]) => h("option", { value: id }, name)));
  store.listen((reason) => { if (reason === "view") select.value = store.sample.creditor; });
  return select;
}

function pair<T extends string>(label: string, options: readonly (readonly [T, string, string])[], current: () => T, choose: (value: T) => void): HTMLElement {
  const buttons = options.map(([value, drawing, name]) =>
    iconButton(drawing, name, () => { choose(value); draw(); }, { "data-choice": value }));
  const draw = () => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset["choice"] === current())));
  buttons.forEach((button, number) => { button.dataset["choice"] = options[number]![0]; });
  draw();
  return h("span", { class: "pair", role: "group", "aria-label": label }, ...buttons);
}

const widths = (preview: Preview, store: Store): HTMLElement =>
  pair<Width>(w("width"), [["desktop", "monitor", w("desktop")], ["phone", "smartphone", w("phone")]], () => preview.width, (value) => { preview.width = value; store.tell("view"); });

const schemes = (preview: Preview, store: Store): HTMLElement =>
  pair<"light" | "dark">(w("scheme"), [["light", "sun", w("light")], ["dark", "moon", w("dark")]], () => preview.scheme, (value) => { preview.scheme = value; store.tell("view"); });
