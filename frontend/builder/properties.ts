import { h, icon, w } from "./dom";
import { columnsField, control } from "./fields";
import { HEAD, PLAIN, type Store } from "./store";
import type { Bound, Desk } from "./texts";
import type { TokenMenu } from "./tokens";
import { blockTools, nameOf } from "./acts";
import { find, setProps } from "./tree";
import type { Block, Fault, Field, Source } from "./types";

/** The right pane: what is selected, with its texts. Drawn anew when the selection or the structure changes. */
export class Properties {
  readonly box = h("div", { class: "properties stack" });
  private refreshers: (() => void)[] = [];
  private readonly desk: Desk;
  private readonly faults = h("div", {});

  constructor(private readonly store: Store, menu: TokenMenu, upload: Desk["upload"]) {
    this.desk = { store, menu, upload, onChecked: (act) => this.refreshers.push(act) };
    store.listen((reason) => {
      if (reason === "checked") { this.refreshers.forEach((act) => act()); this.drawFaults(); }
      else if (reason === "selected" || reason === "variant" || reason === "changed") this.draw();
    });
    this.draw();
  }

  /** Put the cursor into a field (`b3.text`), or into the first one. */
  focus(key = ""): void {
    const fields = this.box.querySelectorAll<HTMLElement>("textarea[data-field], input[data-field], select[data-field]");
    const field = [...fields].find((each) => each.dataset["field"] === key) ?? fields[0] ?? this.box.querySelector<HTMLElement>("h2");
    field?.focus();
  }

  private draw(): void {
    const kept = this.cursor();
    this.refreshers = [];
    const { selected, text } = this.store;
    if (!text) this.box.replaceChildren(h("p", { class: "muted" }, w("not_written")));
    else if (selected === HEAD) this.box.replaceChildren(title(w("heads")), this.faults, ...this.store.given.heads.map((field) => control(this.desk, field, this.head(field.name))));
    else if (selected === PLAIN) this.box.replaceChildren(title(w("plain_part")), this.faults, ...this.plainPart());
    else if (selected.includes("/")) this.box.replaceChildren(...this.column(selected));
    else this.box.replaceChildren(...this.block(selected));
    this.drawFaults();
    this.putCursor(kept);
  }

  private head(name: string): Bound {
    const { store } = this;
    return { key: `.${name}`, get: () => store.text?.[name], set: (value) => store.text && store.setText({ ...store.text, [name]: value }, { key: `.${name}` }) };
  }

  private block(id: string): (HTMLElement | string)[] {
    const found = find(this.store.blocks, id);
    if (!found) return [];
    const { block } = found;
    const kind = this.store.kind(block.type);
    return [
      title(nameOf(this.store, block), kind?.icon),
      blockTools(this.store, block.id),
      this.faults,
      kind?.isLocked ? h("div", { class: "notice" }, icon("lock"), h("div", {}, w("locked"))) : "",
      ...(kind?.fields ?? []).map((field) => (field.input === "columns" ? columnsField(this.desk, block, field) : control(this.desk, field, this.prop(block, field)))),
    ];
  }

  private prop(block: Block, field: Field): Bound {
    const { store } = this;
    const now = () => find(store.blocks, block.id)?.block.props ?? block.props;
    const isTyped = !["choice", "choices", "switch", "list", "asset", "columns"].includes(field.input);
    return {
      key: `${block.id}.${field.name}`,
      get: () => now()[field.name],
      set: (value) => {
        // Typing inside an item of a list keeps the field; adding or moving one draws the list anew.
        const before = now()[field.name];
        const isSameLength = Array.isArray(before) && Array.isArray(value) && before.length === value.length && !isMoved(before, value);
        store.setBlocks(setProps(store.blocks, block.id, { ...now(), [field.name]: value }), isTyped || isSameLength ? { key: `${block.id}.${field.name}` } : {});
      },
    };
  }

  private column(selected: string): HTMLElement[] {
    const [id = "", number = "0"] = selected.split("/");
    return [title(w("column", { n: Number(number) + 1 }), "layers"), h("p", { class: "muted" }, w("column_help")),
      h("button", { type: "button", class: "btn btn-sm", onclick: () => this.store.select(id) }, icon("arrow-left"), w("whole_block"))];
  }

  private plainPart(): HTMLElement[] {
    const { store } = this;
    const source = (store.text?.["plain"] as Source | undefined)?.src ?? "";
    const made = h("pre", { class: "code plain-made", tabIndex: 0 });
    const show = () => { made.textContent = store.checked?.plain ?? ""; };
    this.desk.onChecked(show);
    show();
    const field: Field = { name: "plain", label: w("plain_own"), help: w("plain_help"), input: "line", choices: [], fields: [], least: null, most: null, shown: 0, starts: null };
    const begin = () => store.text && store.setText({ ...store.text, plain: { src: store.checked?.plainSource ?? "" } });
    const drop = () => store.text && store.setText({ ...store.text, plain: { src: "" } });
    return source
      ? [control(this.desk, field, this.head("plain")), h("button", { type: "button", class: "btn btn-sm", onclick: drop }, icon("undo-2"), w("plain_drop")), h("p", { class: "field-label" }, w("plain_arrives")), made]
      : [h("p", { class: "muted" }, w("plain_from_blocks")), made, h("button", { type: "button", class: "btn btn-sm", onclick: begin }, icon("pencil"), w("plain_begin"))];
  }

  private drawFaults(): void {
    const id = this.store.selected.startsWith("@") ? "" : this.store.selected;
    this.faults.replaceChildren(...this.store.faultsOf(id).map(faultLine));
  }

  private cursor(): { key: string; start: number; end: number } | null {
    const active = document.activeElement;
    if (!(active instanceof HTMLElement) || !this.box.contains(active)) return null;
    const key = active.dataset["field"] ?? active.getAttribute("aria-label") ?? "";
    const isText = active instanceof HTMLTextAreaElement;
    return key ? { key, start: isText ? active.selectionStart : 0, end: isText ? active.selectionEnd : 0 } : null;
  }

  private putCursor(kept: { key: string; start: number; end: number } | null): void {
    if (!kept) return;
    const again = [...this.box.querySelectorAll<HTMLElement>("[data-field], [aria-label]")].find((each) => each.dataset["field"] === kept.key || each.getAttribute("aria-label") === kept.key);
    again?.focus();
    if (again instanceof HTMLTextAreaElement) again.setSelectionRange(kept.start, kept.end);
    if (document.activeElement === document.body) this.box.querySelector<HTMLElement>("h2")?.focus();
  }
}

/** The same items in another order, rather than one of them typed in. */
const isMoved = (before: readonly unknown[], after: readonly unknown[]): boolean => before.filter((item, at) => item !== after[at]).length > 1;

const title = (text: string, drawing = ""): HTMLElement => h("h2", { class: "properties-title", tabIndex: -1 }, drawing ? icon(drawing) : false, text);

export const faultLine = (fault: Fault): HTMLElement =>
  h("p", { class: `state-line tone-${fault.stops ? "error" : "info"}` }, icon(fault.stops ? "octagon-alert" : "info"), h("span", {}, `${w(fault.stops ? "to_fix" : "hint")}: ${fault.words}`));

