/** Whoever asked for something that takes seconds sees, and hears, that it is being done (`data-slow` on the form). */
const SOON = 300;

export function startWaiting(): void {
  document.addEventListener("submit", ({ target, submitter }) => {
    const words = target instanceof HTMLFormElement ? target.dataset.slow : undefined;
    if (!words || !submitter || submitter.hasAttribute("aria-busy")) return;
    const before = submitter.textContent;
    submitter.setAttribute("aria-live", "polite");
    const timer = window.setTimeout(() => {
      submitter.setAttribute("aria-busy", "true");
      submitter.textContent = words;
    }, SOON);
    // The browser may bring this page back as it was left.
    window.addEventListener("pageshow", () => {
      window.clearTimeout(timer);
      submitter.removeAttribute("aria-busy");
      submitter.textContent = before;
    }, { once: true });
  });
}
