import { announce, h, icon, iconButton, uid, w } from "./dom";
import { textField, type Bound, type Desk } from "./texts";
import { change, columnsOf, withColumnCount } from "./tree";
import type { Block, Field, Props } from "./types";

/** The control of one property. */
export function control(desk: Desk, field: Field, bound: Bound): HTMLElement {
  switch (field.input) {
    case "runs":
    case "line": return textField(desk, field, bound);
    case "choice": return choice(field, bound);
    case "choices": return several(field, bound);
    case "numbers": return numbers(field, bound);
    case "switch": return toggle(field, bound);
    case "list": return list(desk, field, bound);
    case "asset": return asset(desk, field, bound);
    default: return line(field, bound);
  }
}

function labelled(field: Field, input: HTMLElement, ...more: HTMLElement[]): HTMLElement {
  if (field.help) input.setAttribute("aria-describedby", `${input.id}-help`);
  return h("div", { class: "field" }, h("label", { for: input.id }, field.label), input, ...more, field.help ? h("p", { class: "help", id: `${input.id}-help` }, field.help) : false);
}

function choice(field: Field, bound: Bound): HTMLElement {
  const chosen = bound.get();
  const options = field.choices.map(([value, label]) => h("option", { value, selected: value === String(chosen ?? "") }, label));
  const select = h("select", { class: "select", id: uid(), "data-field": bound.key }, ...options);
  // The schema knows whether a choice is a number or a word: it is given back as the kind it came as.
  select.addEventListener("change", () => bound.set(typeof chosen === "number" ? Number(select.value) : select.value));
  return labelled(field, select);
}

function several(field: Field, bound: Bound): HTMLElement {
  const boxes = field.choices.map(([value, label]) => {
    const box = h("input", { type: "checkbox", class: "checkbox", value, "data-field": `${bound.key}.${value}`, checked: (bound.get() as string[]).includes(value) });
    box.addEventListener("change", () => bound.set(field.choices.map(([each]) => each).filter((each) => (each === value ? box.checked : (bound.get() as string[]).includes(each)))));
    return h("div", {}, h("label", {}, box, label));
  });
  return h("fieldset", { class: "field" }, h("legend", {}, field.label), ...boxes);
}

function numbers(field: Field, bound: Bound): HTMLElement {
  const input = h("input", { class: "input", id: uid(), inputMode: "numeric", "data-field": bound.key, value: (bound.get() as number[]).join(", ") });
  input.addEventListener("input", () => bound.set((input.value.match(/\d+/g) ?? []).map(Number)));
  return labelled(field, input);
}

function toggle(field: Field, bound: Bound): HTMLElement {
  const box = h("input", { type: "checkbox", class: "checkbox", id: uid(), "data-field": bound.key, checked: bound.get() === true });
  box.addEventListener("change", () => bound.set(box.checked));
  return h("div", { class: "field field-check" }, box, h("label", { for: box.id }, field.label));
}

function line(field: Field, bound: Bound): HTMLElement {
  const type = { number: "number", url: "url" }[field.input as string] ?? "text";
  const input = h("input", { class: "input", type, id: uid(), "data-field": bound.key, min: field.least ?? undefined, max: field.most ?? undefined, value: String(bound.get() ?? ""), placeholder: field.input === "url" ? "https://" : "" });
  input.addEventListener("input", () => {
    if (input.validity.badInput) return;
    bound.set(type === "number" ? (input.value === "" ? null : Number(input.value)) : input.value.trim());
  });
  return labelled(field, input);
}

/** Items of the same form, such as questions with answers. */
function list(desk: Desk, field: Field, bound: Bound): HTMLElement {
  const items = () => (bound.get() as Props[] | undefined) ?? [];
  const all = items().length;
  const swap = (from: number, to: number) => {
    const next = [...items()];
    [next[from], next[to]] = [next[to]!, next[from]!];
    bound.set(next);
    announce(w("moved_to", { n: to + 1, all }));
  };
  const shown = items().map((_, number) =>
    h("fieldset", { class: "item-fields" },
      h("legend", {}, `${field.label} ${number + 1}`),
      h("div", { class: "item-tools" },
        iconButton("arrow-up", w("up"), () => swap(number, number - 1), { disabled: number === 0, "data-field": `${bound.key}.${number}.up` }),
        iconButton("arrow-down", w("down"), () => swap(number, number + 1), { disabled: number === all - 1, "data-field": `${bound.key}.${number}.down` }),
        iconButton("trash-2", w("delete"), () => bound.set(items().filter((_each, at) => at !== number)), { disabled: all <= (field.least ?? 0) })),
      // Places in lists are counted from one, as faults count them.
      ...field.fields.map((inner) => control(desk, inner, {
        key: `${bound.key}.${number + 1}.${inner.name}`,
        get: () => items()[number]?.[inner.name],
        set: (value) => bound.set(items().map((item, at) => (at === number ? { ...item, [inner.name]: value } : item))),
      }))));
  const add = h("button", { type: "button", class: "btn btn-sm", "data-field": `${bound.key}.add`, disabled: field.most !== null && all >= field.most, onclick: () => bound.set([...items(), field.starts]) }, icon("plus"), w("add_item"));
  return h("div", { class: "field" }, h("p", { class: "field-label" }, field.label), ...shown, add);
}

/** An image of our own: uploaded here, kept by what is in it. */
function asset(desk: Desk, field: Field, bound: Bound): HTMLElement {
  const name = String(bound.get() ?? "");
  const file = h("input", { type: "file", class: "file-input", id: uid(), accept: "image/png,image/jpeg,image/gif", "data-field": bound.key });
  const told = h("p", { class: "help", role: "status" });
  file.addEventListener("change", () => {
    const [picked] = file.files ?? [];
    if (!picked) return;
    told.textContent = w("uploading");
    void desk.upload(picked).then(({ name: kept, message }) => {
      told.textContent = message;
      if (kept) bound.set(kept);
    });
  });
  const shown = name ? h("img", { class: "asset-shown", src: `/f/${name}`, alt: "" }) : h("span", {});
  return labelled(field, file, shown, told);
}

/** How many columns, what stands in each, and a way to put more there. */
export function columnsField(desk: Desk, block: Block, field: Field): HTMLElement {
  const { store } = desk;
  const columns = columnsOf(block);
  const least = field.least ?? 2;
  const counts = Array.from({ length: (field.most ?? 3) - least + 1 }, (_, number) => String(number + least));
  const count = control(desk, { ...field, input: "choice", choices: counts.map((each) => [each, each]) }, {
    key: `${block.id}.columns`, get: () => columns.length,
    set: (value) => store.setBlocks(change(store.blocks, block.id, (each) => withColumnCount(each, Number(value)))),
  });
  return h("div", { class: "stack" }, count, ...columns.map((blocks, column) =>
    h("div", { class: "column-box" },
      h("button", { type: "button", class: "btn btn-sm", onclick: () => store.select(`${block.id}/${column}`) }, icon("corner-down-right"), w("add_into_column", { n: column + 1 })),
      h("ul", {}, ...blocks.map((inner) => h("li", {}, h("button", { type: "button", class: "btn btn-sm btn-ghost", onclick: () => store.select(inner.id) }, store.kind(inner.type)?.label ?? inner.type)))))));
}
