import { announce, h, icon, iconButton, uid, w } from "./dom";
import { MARKS, quoted, tokensIn, written, type Token, type TokenMenu } from "./tokens";
import type { Field, Source } from "./types";
import type { Store } from "./store";

/** Where a value of the document stands, and how it is changed. */
export interface Bound { key: string; get: () => unknown; set: (value: unknown) => void }
export interface Desk {
  store: Store;
  menu: TokenMenu;
  onChecked: (act: () => void) => void;
  upload: (file: File) => Promise<{ name: string; message: string }>;
}

export const sourceOf = (value: unknown): string => (value as Source | undefined)?.src ?? "";

/** A text with tokens: a plain field, a menu of values, and the values it names as buttons below. */
export function textField(desk: Desk, field: Field, bound: Bound): HTMLElement {
  const id = uid();
  const area = h("textarea", { class: "textarea", id, rows: field.input === "line" ? 2 : 4, "data-field": bound.key, "aria-describedby": `${id}-help`, value: sourceOf(bound.get()), spellcheck: true, lang: desk.store.variant.slice(0, 2) });
  const chips = h("ul", { class: "token-chips", "aria-label": w("values_used") });
  const count = h("p", { class: "help", id: `${id}-help` });

  const changed = () => { bound.set({ src: area.value }); draw(); };
  const put = (text: string, start: number, end: number) => {
    area.setRangeText(text, start, end, "end");
    area.focus();
    changed();
  };
  const insert = (start: number, end: number) =>
    desk.menu.open({ anchor: area, done: (text) => (text === null ? area.focus() : put(text, start, end)) });
  const edit = (token: Token, anchor: HTMLElement) =>
    desk.menu.open({ anchor, token, done: (text) => (text === null ? anchor.focus() : put(text, token.start, token.end)) });

  const draw = () => {
    chips.replaceChildren(...tokensIn(area.value).map((token) => h("li", {}, chip(desk.store, token, edit))));
    count.textContent = hints(desk.store, field, bound.key, area.value);
  };
  area.addEventListener("input", (event) => {
    changed();
    const at = area.selectionStart;
    if ((event as InputEvent).inputType === "insertText" && area.value.slice(0, at).endsWith("{{")) insert(at - 2, at);
  });
  desk.onChecked(draw);
  draw();
  return h("div", { class: "field" },
    h("div", { class: "text-head" }, h("label", { for: id }, field.label),
      h("span", { class: "text-tools" },
        ...(field.input === "line" || !desk.store.given.uses.blocks ? [] : MARKS.map((mark) => iconButton(mark, w(mark), () => emphasise(area, mark, put)))),
        h("button", { type: "button", class: "btn btn-sm", "aria-label": `${w("value")}: ${field.label}`, onclick: () => insert(area.selectionStart, area.selectionEnd) }, icon("tag"), w("value")))),
    area, chips, count);
}

function chip(store: Store, token: Token, edit: (token: Token, anchor: HTMLElement) => void): HTMLElement {
  const line = store.given.tokens.find(({ key }) => key === token.key);
  if (!line) return h("span", { class: "token-chip tone-error" }, icon("octagon-alert"), `${token.key}: ${w("unknown_value")}`);
  const lacks = line.needsFallback && token.fallback === null;
  const shown = line.isLink ? token.fallback : store.checked?.values[token.key] || token.fallback;
  const button: HTMLButtonElement = h("button", { type: "button", class: `token-chip${lacks ? " tone-error" : ""}`, onclick: () => edit(token, button) },
    lacks ? icon("octagon-alert") : false, h("span", {}, line.label), shown ? h("span", { class: "token-value" }, shown) : false, lacks ? h("span", {}, w("lacks_fallback")) : false);
  return button;
}

/** Words in bold or italics are written as a token of their own; on such words the button takes it off again. */
function emphasise(area: HTMLTextAreaElement, mark: string, put: (text: string, start: number, end: number) => void): void {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const picked = value.slice(start, end);
  const whole = /^\{\{\s*"((?:[^"\\]|\\.)*)"\s*\|\s*(bold|italic)\s*\}\}$/s.exec(picked);
  const [token] = tokensIn(picked);
  if (!picked) announce(w("select_words"));
  else if (whole) put(whole[1]!.replace(/\\(.)/gs, "$1"), start, end);
  else if (token && token.end - token.start === picked.length) put(written({ ...token, mark: token.mark === mark ? "" : mark }), start, end);
  else if (picked.includes("{{")) announce(w("select_words"));
  else put(`{{ ${quoted(picked)} | ${mark} }}`, start, end);
}

function hints(store: Store, field: Field, key: string, source: string): string {
  const parts = field.help ? [field.help] : [];
  if (field.shown) {
    const length = (key.endsWith(".preheader") ? store.checked?.preheader : store.checked?.subject)?.length ?? source.length;
    parts.push(w(length > field.shown ? "length_over" : "length", { n: length, most: field.shown }));
  }
  const place = key.split(".").slice(1).join(".");
  const block = key.split(".")[0] ?? "";
  const reading = store.checked?.reading.texts.find((text) => text.block === block && text.prop === place);
  if (reading) parts.push(w("reading_of", { n: reading.words, ease: Math.round(reading.ease), band: reading.band }));
  return parts.join(" · ");
}
