import type { Island } from "../shared/islands";
import { toast } from "../console/toasts";
import "./builder.css";
import { tools, variantTabs } from "./bar";
import { checksPanel, inboxLine, smsMeter } from "./checks";
import { chooseSample, settle, tellTest } from "./dialogs";
import { h, icon, uid, useWords, w } from "./dom";
import { Drags } from "./drags";
import { Outline } from "./outline";
import { palette } from "./palette";
import { Preview } from "./preview";
import { Properties } from "./properties";
import { Server } from "./server";
import { HEAD, PLAIN, Store } from "./store";
import { TokenMenu } from "./tokens";
import type { Document, Fault, Given, Variant } from "./types";

export function mount({ root, props }: Island): void {
  const given = props as Given;
  useWords(given.words);
  new Builder(root, new Store(given));
}

class Builder {
  private readonly server: Server;
  private readonly properties: Properties;
  private readonly tabs: Tabs;
  private isSaving = false;

  constructor(private readonly root: HTMLElement, private readonly store: Store) {
    const { uses } = store.given;
    this.server = new Server(store);
    const menu = new TokenMenu(store, root);
    this.properties = new Properties(store, menu, (file) => this.server.upload(file));
    const outline = new Outline(store, (id) => store.select(id));
    const drags = new Drags();
    const preview = new Preview(store, drags, (id, isTwice) => this.pick(id, isTwice));
    this.tabs = new Tabs([
      ["properties", w("properties"), this.properties.box],
      ["outline", w("outline"), outline.box],
      ["checks", w("checks"), checksPanel(store, (fault) => this.jump(fault))],
    ]);
    root.append(
      variantTabs(store),
      tools(store, preview, { save: () => void this.save(), test: () => void this.test(), publish: () => void this.publish(), sample: () => chooseSample(root, store, this.server) }),
      h("div", { class: `builder-panes${uses.blocks ? "" : " is-text"}` },
        uses.blocks ? palette(store, drags, () => this.afterAdding()) : "",
        h("section", { class: "builder-preview panel", "aria-label": w("preview") },
          uses.inbox ? inboxLine(store, () => this.pick(HEAD, true)) : "", uses.sms ? smsMeter(store) : "", unwritten(store), preview.box),
        h("section", { class: "builder-side panel", "aria-label": w("details") }, this.tabs.bar, ...this.tabs.panels)));
    // After a drag the page around has the focus, and its keys are meant for the builder all the same.
    document.addEventListener("keydown", (event) => {
      const at = event.target as HTMLElement;
      if ((root.contains(at) || at.contains(root)) && !at.closest("dialog, [popover]")) this.keys(event);
    });
    window.addEventListener("beforeunload", (event) => { if (store.isChanged) event.preventDefault(); });
    store.listen((reason) => { if (reason === "checked") this.tabs.count("checks", (store.checked?.faults ?? []).filter(({ stops }) => stops).length); });
    store.listen((reason) => { if (reason === "variant") this.rename(); });
    store.tell("view");
  }

  private pick(id: string, focus: boolean): void {
    if (id) this.store.select(id);
    this.tabs.show("properties");
    if (focus) this.properties.focus();
  }

  private afterAdding(): void {
    this.tabs.show("properties");
    this.properties.focus();
  }

  private jump(fault: Fault): void {
    if (fault.variant) this.store.show(fault.variant);
    this.store.select(fault.block || (fault.prop === "plain" ? PLAIN : HEAD));
    this.tabs.show("properties");
    this.properties.focus(`${fault.block}.${fault.prop}`);
  }

  private keys(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && event.shiftKey || key === "y") this.store.redo();
    else if (key === "z") this.store.undo();
    else if (key === "s") void this.save();
    else return;
    event.preventDefault();
  }

  /** Save what is here now; typing goes on meanwhile. True if it is kept. */
  private async save(): Promise<boolean> {
    const { store } = this;
    if (this.isSaving) return false;
    this.isSaving = true;
    const { document } = store;
    const saved = await this.server.save(document, store.revision);
    this.isSaving = false;
    if (saved.kind === "saved") {
      Object.assign(store, { revision: saved.revision, saved: document });
      store.tell("saved");
      toast({ text: w("draft_saved") });
      return true;
    }
    if (saved.kind === "changed") settle(this.root, store, saved, (together) => this.saveTogether(together, saved));
    else toast({ text: saved.message, tone: "error" });
    if (saved.kind === "refused") this.jump({ ...saved, place: "", words: saved.message, stops: true });
    return false;
  }

  /** What the other one saved is the new beginning; ours goes on top of it. */
  private saveTogether(together: Document, { theirs, revision }: { theirs: Document; revision: number }): void {
    Object.assign(this.store, { revision, saved: theirs });
    // Both stay within reach of undo: theirs first, then what was here.
    this.store.replace(theirs);
    this.store.replace(together);
    void this.save();
  }

  private async test(): Promise<void> {
    tellTest(this.root, await this.server.sendTest());
  }

  private async publish(): Promise<void> {
    const { store } = this;
    if (store.isChanged && !(await this.save())) return;
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
    const form = h("form", { method: "post", hidden: true }, h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: token }));
    form.action = store.given.urls.publish;
    this.root.append(form);
    form.submit();
  }

  /** The address names the text shown, so that a reload and a link lead back to it. */
  private rename(): void {
    history.replaceState(history.state, "", this.store.given.urls.edit.replace("VARIANT", this.store.variant.replace(".", "-")));
  }
}

/** Tabs of the right pane; arrows move between them (ARIA pattern). */
class Tabs {
  readonly bar: HTMLElement;
  readonly panels: HTMLElement[];
  private readonly buttons: HTMLButtonElement[];

  constructor(tabs: readonly (readonly [string, string, HTMLElement])[]) {
    const id = uid();
    this.buttons = tabs.map(([name, label]) =>
      h("button", { type: "button", role: "tab", id: `${id}-${name}`, "aria-controls": `${id}-${name}-panel`, "data-tab": name, onclick: () => this.show(name) }, label, h("span", { class: "num" })));
    this.panels = tabs.map(([name, , content]) => h("div", { class: "panel-body side-panel", role: "tabpanel", id: `${id}-${name}-panel`, "aria-labelledby": `${id}-${name}`, "data-panel": name }, content));
    this.bar = h("div", { class: "side-tabs", role: "tablist", "aria-label": w("details") }, ...this.buttons);
    this.bar.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      const at = this.buttons.indexOf(document.activeElement as HTMLButtonElement);
      const next = this.buttons[(at + by + this.buttons.length) % this.buttons.length]!;
      this.show(next.dataset["tab"]!);
      next.focus();
    });
    this.show(tabs[0]![0]);
  }

  show(name: string): void {
    this.buttons.forEach((button) => {
      const isShown = button.dataset["tab"] === name;
      button.setAttribute("aria-selected", String(isShown));
      button.tabIndex = isShown ? 0 : -1;
    });
    this.panels.forEach((panel) => { panel.hidden = panel.dataset["panel"] !== name; });
  }

  count(name: string, count: number): void {
    const button = this.buttons.find((each) => each.dataset["tab"] === name);
    if (button) button.lastElementChild!.textContent = count ? ` ${count}` : "";
  }
}

/** In place of a preview where nothing is written: begin, or take another text over. */
function unwritten(store: Store): HTMLElement {
  const box = h("div", { class: "empty" });
  const draw = () => {
    box.hidden = store.text !== undefined;
    if (store.text) return;
    const others = store.given.variants.filter(({ key }) => store.document.variants[key]);
    const write = (text: Variant) => store.setText({ ...text, lang: store.variant.slice(0, 2) }, { selected: HEAD });
    const from = h("select", { class: "select", id: uid() }, ...others.map(({ key, label }) => h("option", { value: key }, label)));
    box.replaceChildren(
      h("h2", {}, w("not_written")), h("p", {}, w("not_written_help")),
      h("div", { class: "empty-actions" },
        h("button", { type: "button", class: "btn", onclick: () => write(store.given.blank) }, icon("plus"), w("start_empty"))),
      others.length ? h("div", { class: "copy-from" }, h("label", { for: from.id }, w("copy_from")), from,
        h("button", { type: "button", class: "btn btn-primary", onclick: () => { const text = store.document.variants[from.value]; if (text) write(text); } }, icon("copy"), w("copy"))) : "");
  };
  store.listen((reason) => { if (reason === "variant" || reason === "changed") draw(); });
  draw();
  return box;
}
