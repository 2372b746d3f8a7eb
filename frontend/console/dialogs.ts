/** Dialogs, menus and small form habits, all by data attributes, so that swapped-in fragments need no set-up. */
export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialogOpen ?? "") as HTMLDialogElement | null;
      if (dialog && !dialog.open) { event.preventDefault(); dialog.showModal(); }
      return;
    }
    if (target.closest("[data-dialog-close]")) target.closest("dialog")?.close();
    else if (target instanceof HTMLDialogElement) target.close(); // the backdrop
    document.querySelectorAll<HTMLDetailsElement>("details.drop[open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = (document.activeElement ?? document.body).closest<HTMLDetailsElement>("details.drop[open]");
    if (menu) { menu.open = false; menu.querySelector("summary")?.focus(); }
  });
  document.addEventListener("focusout", (event) => {
    const menu = (event.target as Element).closest<HTMLDetailsElement>("details.drop[open]");
    const next = event.relatedTarget as Node | null;
    if (menu && next && !menu.contains(next)) menu.open = false;
  });
  // A select or file field that sends its form at once; without script the form keeps its button.
  document.addEventListener("change", (event) => {
    const field = event.target as HTMLElement;
    if (field.matches("[data-submit-on-change]")) field.closest("form")?.requestSubmit();
  });
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    void navigator.clipboard.writeText(button.dataset.copy ?? "").then(() => {
      document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.copied ?? "✓", tone: "success" } }));
    });
  });
}
