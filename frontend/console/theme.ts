import { csrfToken } from "./htmx";

/** The switch works as a plain form; here it only saves the reload. The server sends the theme with the page: no flash. */
export function startTheme(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-theme-form]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      const button = event.submitter as HTMLButtonElement | null;
      if (!button) return;
      event.preventDefault();
      const root = document.documentElement;
      if (button.value === "system") delete root.dataset.theme;
      else root.dataset.theme = button.value === "dark" ? "ledger-dark" : "ledger";
      form.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
      const body = new FormData(form, button);
      void fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() }, redirect: "manual" });
      document.dispatchEvent(new CustomEvent("acuerdo:theme"));
    });
  });
}
