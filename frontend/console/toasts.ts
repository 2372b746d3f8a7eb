export interface Toast { text: string; tone?: "success" | "info" | "warning" | "error"; undo?: string }

const SHOWN_FOR = 10_000;

/** Put a message into the polite live region; it stays while pointed at or focused, errors stay until closed. */
export function toast({ text, tone = "success", undo }: Toast): void {
  const template = document.querySelector<HTMLTemplateElement>(`#toast-${tone}`) ?? document.querySelector<HTMLTemplateElement>("#toast-info");
  const item = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!item || !text) return;
  item.querySelector("p")!.textContent = text;
  const form = item.querySelector("form");
  if (form && undo) { form.action = undo; form.hidden = false; }
  region().append(item);
  arm(item);
}

const region = (): HTMLElement => document.querySelector<HTMLElement>("#toasts")!;

function arm(item: HTMLElement): void {
  item.querySelector("[data-close]")?.addEventListener("click", () => item.remove());
  if (item.dataset.stays !== undefined) return;
  let timer = window.setTimeout(() => item.remove(), SHOWN_FOR);
  const hold = () => window.clearTimeout(timer);
  const release = () => { hold(); timer = window.setTimeout(() => item.remove(), SHOWN_FOR); };
  item.addEventListener("mouseenter", hold);
  item.addEventListener("focusin", hold);
  item.addEventListener("mouseleave", release);
  item.addEventListener("focusout", release);
}

/** Toasts printed by the server, and those of htmx answers (`HX-Trigger: {"toast": {…}}`). */
export function startToasts(): void {
  region().querySelectorAll<HTMLElement>(".toast-item").forEach(arm);
  document.body.addEventListener("toast", (event) => toast((event as CustomEvent<Toast>).detail));
}
