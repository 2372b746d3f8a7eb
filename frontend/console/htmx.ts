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
  const failed = () => toast({ text: body.dataset.failedText ?? "", tone: "error" });
  body.addEventListener("htmx:responseError", failed);
  body.addEventListener("htmx:sendError", failed);
}
