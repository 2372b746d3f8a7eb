import htmx from "htmx.org";
import { startIslands } from "../shared/islands";
import { toast } from "./toasts";

declare global {
  interface Window { htmx: typeof htmx }
}

export const csrfToken = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

/** Every request htmx sends carries the token; ours never go to another host (selfRequestsOnly). */
export function startHtmx(): void {
  window.htmx = htmx;
  const { body } = document;
  body.addEventListener("htmx:configRequest", (event) => {
    const detail = (event as CustomEvent).detail as { verb: string; headers: Record<string, string> };
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = csrfToken();
  });
  body.addEventListener("htmx:load", (event) => startIslands(event.target as HTMLElement));
  // After a swap the reader's place is the new heading, when the fragment names one (WCAG 2.4.3).
  body.addEventListener("htmx:afterSettle", (event) => {
    (event.target as HTMLElement).querySelector<HTMLElement>("[data-focus-after-swap]")?.focus();
  });
  keepWhatIsTyped(body);
  const failed = () => toast({ text: body.dataset.failedText ?? "", tone: "error" });
  body.addEventListener("htmx:responseError", failed);
  body.addEventListener("htmx:sendError", failed);
}

/** A form that redraws itself must not lose what was typed while its answer was on the way, nor forget to count it. */
function keepWhatIsTyped(body: HTMLElement): void {
  const typing = (): HTMLInputElement | undefined =>
    document.activeElement instanceof HTMLInputElement && document.activeElement.id ? document.activeElement : undefined;
  let typed: { id: string; value: string } | undefined;
  body.addEventListener("htmx:beforeSwap", (event) => {
    const field = typing();
    typed = field && (event.target as HTMLElement).contains(field) ? { id: field.id, value: field.value } : undefined;
  });
  body.addEventListener("htmx:afterSettle", (event) => {
    const kept = typed && document.getElementById(typed.id);
    if (typed && kept instanceof HTMLInputElement) kept.value = typed.value;
    // Keys pressed between swap and settle met a field that nothing listened to yet.
    const field = kept instanceof HTMLInputElement ? kept : typing();
    if (field && (event.target as HTMLElement).contains(field)) field.dispatchEvent(new Event("change", { bubbles: true }));
    typed = undefined;
  });
}
