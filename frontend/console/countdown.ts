/** A message by hand waits some seconds and can be undone; the server counted them, here they only run down. */
export function startCountdowns(): void {
  document.querySelectorAll<HTMLElement>("[data-countdown]").forEach((row) => {
    const seconds = row.querySelector<HTMLElement>("[data-countdown-seconds]");
    if (!seconds) return;
    const over = performance.now() + Number(seconds.textContent) * 1000;
    const timer = window.setInterval(() => {
      const left = Math.ceil((over - performance.now()) / 1000);
      seconds.textContent = String(Math.max(left, 0));
      if (left > 0) return;
      window.clearInterval(timer);
      row.querySelector<HTMLElement>("[data-countdown-running]")!.hidden = true;
      row.querySelector<HTMLElement>("[data-countdown-over]")!.hidden = false;
      row.querySelector("form")?.remove();
    }, 250);
  });
}
