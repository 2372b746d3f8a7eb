type Child = Node | string | false | null | undefined;
type Given = Readonly<Record<string, unknown>>;

/** An element: `h("button", { class: "btn", onclick: save, "aria-label": "…" }, icon("save"), "Save")`. */
export function h<K extends keyof HTMLElementTagNameMap>(name: K, given: Given = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") element.className = String(value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value as EventListener);
    else if (key in element && !key.startsWith("aria-") && key !== "list" && key !== "form") (element as unknown as Record<string, unknown>)[key] = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== false && child != null));
  return element;
}

/** The page brings the drawings it needs in one template, so that no markup is made from strings. */
export function icon(name: string): Node {
  const drawing = document.querySelector<HTMLTemplateElement>("#builder-icons")?.content.querySelector(`[data-icon="${name}"]`);
  return drawing?.firstElementChild?.cloneNode(true) ?? document.createTextNode("");
}

export function iconButton(name: string, label: string, onclick: (event: MouseEvent) => void, given: Given = {}): HTMLButtonElement {
  return h("button", { type: "button", class: "icon-button", title: label, "aria-label": label, onclick, ...given }, icon(name));
}

export const later = (wait: number, act: () => void): (() => void) => {
  let timer = 0;
  return () => { window.clearTimeout(timer); timer = window.setTimeout(act, wait); };
};

let words: Readonly<Record<string, string>> = {};
export const useWords = (given: Readonly<Record<string, string>>): void => { words = given; };
/** A text of the page in the reader's language; `{name}` is filled in. */
export const w = (key: string, values: Readonly<Record<string, unknown>> = {}): string =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));

let region: HTMLElement | null = null;
/** Tell those who cannot see it what just happened (WCAG 4.1.3). */
export function announce(text: string): void {
  region ??= document.body.appendChild(h("div", { class: "sr", role: "status", "aria-live": "polite" }));
  region.textContent = text;
}

let last = 0;
export const uid = (): string => `builder-${++last}`;
