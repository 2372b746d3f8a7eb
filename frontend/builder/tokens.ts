import { h, icon, uid, w } from "./dom";
import type { TokenLine } from "./types";
import type { Store } from "./store";

/** A token as it stands in a text. */
export interface Token { key: string; fallback: string | null; format: string; mark: string; start: number; end: number }

const TOKEN = /\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*)\s*((?:\|\s*(?:"(?:[^"\\]|\\.)*"|[a-z]+(?::[a-z0-9]+)?)\s*)*)\}\}/gs;
const BAR = /\|\s*("(?:[^"\\]|\\.)*"|[a-z]+(?::[a-z0-9]+)?)/gs;
export const MARKS = ["bold", "italic"];

export const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;

export function tokensIn(source: string): Token[] {
  return [...source.matchAll(TOKEN)].map((found) => {
    const token: Token = { key: found[1]!, fallback: null, format: "", mark: "", start: found.index, end: found.index + found[0].length };
    for (const [, part = ""] of found[2]!.matchAll(BAR)) {
      if (part.startsWith('"')) token.fallback = part.slice(1, -1).replace(/\\(.)/gs, "$1");
      else if (MARKS.includes(part)) token.mark = part;
      else token.format = part;
    }
    return token;
  });
}

export function written({ key, format, fallback, mark }: Pick<Token, "key" | "format" | "fallback" | "mark">): string {
  return `{{ ${[key, format, fallback === null ? "" : quoted(fallback), mark].filter(Boolean).join(" | ")} }}`;
}

interface Asked { anchor: HTMLElement; token?: Token; done: (text: string | null) => void }

/** The menu of values: search, choose, and what stands there if the value is missing. */
export class TokenMenu {
  private readonly listId = uid();
  private readonly search = h("input", { class: "input", type: "search", role: "combobox", autocomplete: "off", "aria-expanded": "true", "aria-controls": this.listId, "aria-label": w("find_value"), placeholder: w("find_value") });
  private readonly list = h("ul", { class: "token-list", id: this.listId, role: "listbox", "aria-label": w("values") });
  private readonly detail = h("form", { class: "token-detail" });
  private readonly box = h("div", { class: "token-menu", popover: "auto", role: "dialog", "aria-label": w("insert_value") }, this.search, this.list, this.detail);
  private asked: Asked | null = null;
  private active = 0;
  private shown: TokenLine[] = [];

  constructor(private readonly store: Store, root: HTMLElement) {
    root.append(this.box);
    this.search.addEventListener("input", () => { this.active = 0; this.draw(); });
    this.search.addEventListener("keydown", (event) => this.keys(event));
    this.box.addEventListener("toggle", (event) => { if ((event as ToggleEvent).newState === "closed") this.finish(null); });
    store.listen((reason) => { if (reason === "checked" && this.asked && !this.list.hidden) this.draw(); });
    this.detail.addEventListener("submit", (event) => { event.preventDefault(); });
  }

  open(asked: Asked): void {
    this.asked = asked;
    this.active = 0;
    this.search.value = "";
    this.box.showPopover();
    this.place(asked.anchor);
    const line = asked.token && this.store.given.tokens.find(({ key }) => key === asked.token?.key);
    if (line && asked.token) { this.ask(line, asked.token); return; }
    this.list.hidden = this.search.hidden = false;
    this.detail.replaceChildren();
    this.draw();
    this.search.focus();
  }

  private place(anchor: HTMLElement): void {
    const at = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const isAbove = at.bottom + height + 8 > innerHeight && at.top > height;
    this.box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
    this.box.style.top = `${Math.max(8, isAbove ? at.top - height - 4 : Math.min(at.bottom + 4, innerHeight - height - 8))}px`;
  }

  private draw(): void {
    const sought = this.search.value.toLowerCase().trim();
    const values = this.store.checked?.values ?? {};
    this.shown = this.store.given.tokens.filter(({ key, label }) => `${key} ${label}`.toLowerCase().includes(sought));
    this.active = Math.min(this.active, this.shown.length - 1);
    this.list.replaceChildren(
      ...this.shown.map((token, number) =>
        h("li", { role: "option", id: `${this.listId}-${number}`, "aria-selected": String(number === this.active), onclick: () => this.choose(token) },
          h("span", {}, token.label), h("small", { class: "code" }, token.key), h("small", { class: "token-value" }, values[token.key] || "—"))),
    );
    if (!this.shown.length) this.list.append(h("li", { class: "muted", role: "option", "aria-disabled": "true" }, w("no_value_found")));
    this.search.setAttribute("aria-activedescendant", this.shown.length ? `${this.listId}-${this.active}` : "");
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }

  private keys(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.shown.length) {
      event.preventDefault();
      this.active = (this.active + step + this.shown.length) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const token = this.shown[this.active];
      if (token) this.choose(token);
    }
  }

  private choose(token: TokenLine): void {
    if (token.needsFallback || token.isLink) this.ask(token, { key: token.key, fallback: null, format: "", mark: "" });
    else this.finish(written({ key: token.key, fallback: null, format: "", mark: "" }));
  }

  /** Fallback and format of a token. */
  private ask(line: TokenLine, token: Pick<Token, "key" | "fallback" | "format" | "mark">): void {
    const fallback = h("input", { class: "input", id: uid(), value: token.fallback ?? "" });
    const format = h("select", { class: "select", id: uid() }, ...line.formats.map(([value, label]) => h("option", { value, selected: value === token.format }, label)));
    const insert = () => this.finish(written({ ...token, fallback: fallback.value === "" ? null : fallback.value, format: format.value }));
    this.list.hidden = this.search.hidden = true;
    this.detail.replaceChildren(
      h("p", {}, h("strong", {}, line.label), " ", h("small", { class: "code muted" }, line.key)),
      h("div", { class: "field" }, h("label", { for: fallback.id }, w(line.isLink ? "link_words" : "fallback")), fallback,
        h("p", { class: "help" }, w(line.isLink ? "link_words_help" : line.needsFallback ? "fallback_needed" : "fallback_help"))),
      line.formats.length > 1 && h("div", { class: "field" }, h("label", { for: format.id }, w("format")), format) || "",
      h("div", { class: "toolbar" }, h("button", { type: "submit", class: "btn btn-primary btn-sm" }, icon("check"), w(this.asked?.token ? "change" : "insert")),
        h("button", { type: "button", class: "btn btn-sm btn-ghost", onclick: () => this.box.hidePopover() }, w("cancel"))),
    );
    this.detail.onsubmit = insert;
    if (this.asked) this.place(this.asked.anchor);
    fallback.focus();
  }

  private finish(text: string | null): void {
    const asked = this.asked;
    this.asked = null;
    if (this.box.matches(":popover-open")) this.box.hidePopover();
    asked?.done(text);
  }
}
