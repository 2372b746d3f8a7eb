const isTyping = (element: Element | null): boolean =>
  element instanceof HTMLElement && (element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select"));

const lettersAreOn = (): boolean => document.body.dataset.shortcuts !== "off";

/** WCAG 2.1.4: single letters only while no field has focus, and they can be switched off in the profile. */
export function startShortcuts(): void {
  let goingSince = -Infinity;
  document.addEventListener("keydown", moveByArrow);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!lettersAreOn() || isTyping(document.activeElement) || document.querySelector("dialog[open]")) return;
    const key = event.key.length === 1 && event.shiftKey && /[a-z]/i.test(event.key) ? `Shift+${event.key.toLowerCase()}` : event.key;
    const going = event.timeStamp - goingSince < 1500;
    goingSince = -Infinity;
    if (going) return press(event, `[data-go="${CSS.escape(key)}"]`);
    if (key === "g") { goingSince = event.timeStamp; return; }
    if (key === "?") { showHelp(); event.preventDefault(); return; }
    if (key === "/") return focusSearch(event);
    // A page that is one row of a list names its own neighbours.
    if ((key === "j" || key === "k") && !document.querySelector(`[data-shortcut="${key}"]`)) return moveRow(event, key === "j" ? 1 : -1);
    press(event, `[data-shortcut="${CSS.escape(key)}"]`);
  });
}

function press(event: KeyboardEvent, selector: string): void {
  const target = [...document.querySelectorAll<HTMLElement>(selector)].find((each) => each.checkVisibility() || each.dataset.go);
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) { target.focus(); return; }
  target.click();
  // A form that opens by its letter is there to be written in.
  if (target.matches("summary")) target.parentElement?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLElement>("[data-search]") ?? document.querySelector<HTMLElement>("[data-palette-open]");
  if (!field) return;
  event.preventDefault();
  if (field.matches("input")) { field.focus(); (field as HTMLInputElement).select(); } else field.click();
}

function moveRow(event: KeyboardEvent, step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  if (!rows.length) return;
  const links = rows.map((row) => (row.matches("a, button") ? row : row.querySelector<HTMLElement>("a, button")!));
  const at = links.findIndex((link) => link === document.activeElement || link.closest("[data-row]")?.contains(document.activeElement));
  const next = links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
  event.preventDefault();
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Inside a list of links the arrows go from one to the next; elsewhere they scroll, as ever. */
function moveByArrow(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = document.activeElement?.closest("[data-arrows]");
  if (!step || !list) return;
  const links = [...list.querySelectorAll<HTMLElement>("a[href]")];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** The list is read off the page, so it is always true for the page one is on. */
function showHelp(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#shortcuts");
  const list = dialog?.querySelector<HTMLElement>("[data-shortcut-list]");
  if (!dialog || !list) return;
  list.replaceChildren();
  const seen = new Set<string>();
  document.querySelectorAll<HTMLElement>("[data-shortcut], [data-go]").forEach((element) => {
    const keys = element.dataset.go ? `g ${element.dataset.go}` : (element.dataset.shortcut ?? "");
    if (seen.has(keys)) return;
    seen.add(keys);
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = keys.replace("Shift+", "⇧ ");
    term.append(key);
    const meaning = document.createElement("dd");
    meaning.textContent = element.dataset.shortcutLabel ?? element.getAttribute("aria-label") ?? element.textContent?.trim() ?? "";
    list.append(term, meaning);
  });
  dialog.showModal();
}
