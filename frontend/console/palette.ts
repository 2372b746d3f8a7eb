interface Command { label: string; href: string; hint?: string; icon?: string; words?: string }

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The command menu: a combobox over the pages of the console; anything else typed becomes a search for cases. */
export function startPalette(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#palette");
  const input = dialog?.querySelector<HTMLInputElement>("input");
  const list = dialog?.querySelector<HTMLElement>("[role=listbox]");
  const source = document.getElementById("commands");
  if (!dialog || !input || !list || !source) return;
  const commands = JSON.parse(source.textContent ?? "[]") as Command[];
  let chosen = 0;

  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const choose = (index: number) => {
    const all = options();
    if (!all.length) { input.removeAttribute("aria-activedescendant"); return; }
    chosen = (index + all.length) % all.length;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", all[chosen]!.id);
    all[chosen]!.scrollIntoView({ block: "nearest" });
  };
  const draw = () => {
    list.replaceChildren(...found(commands, input, dialog).map(optionOf));
    choose(0);
  };
  const open = () => { input.value = ""; draw(); dialog.showModal(); };
  const follow = (option: HTMLElement | undefined) => { if (option?.dataset.href) location.assign(option.dataset.href); };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (dialog.open) dialog.close(); else open();
    }
  });
  document.querySelectorAll("[data-palette-open]").forEach((button) => button.addEventListener("click", open));
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(chosen + step); }
    else if (event.key === "Enter") { event.preventDefault(); follow(options()[chosen]); }
  });
  list.addEventListener("click", (event) => follow((event.target as Element).closest<HTMLElement>("[role=option]") ?? undefined));
}

function found(commands: Command[], input: HTMLInputElement, dialog: HTMLElement): Command[] {
  const asked = plain(input.value.trim());
  const hits = commands.filter((command) => asked.split(/\s+/).every((word) => plain(`${command.label} ${command.words ?? ""}`).includes(word)));
  const { searchUrl, searchLabel } = dialog.dataset;
  if (asked && searchUrl) hits.push({ label: `${searchLabel}: “${input.value.trim()}”`, href: `${searchUrl}?q=${encodeURIComponent(input.value.trim())}`, icon: "search" });
  return hits;
}

function optionOf(command: Command, index: number): HTMLElement {
  const option = document.createElement("div");
  option.className = "palette-option";
  option.id = `palette-${index}`;
  option.setAttribute("role", "option");
  option.dataset.href = command.href;
  const icon = document.querySelector<HTMLTemplateElement>(`#icon-${command.icon}`)?.content.firstElementChild?.cloneNode(true);
  if (icon) option.append(icon);
  option.append(command.label);
  if (command.hint) {
    const hint = document.createElement("small");
    hint.textContent = command.hint;
    option.append(hint);
  }
  return option;
}
