import { h, later, w } from "./dom";
import type { Drags } from "./drags";
import { Overlay } from "./overlay";
import type { Store } from "./store";
import { fieldsOf } from "./server";

const WIDTHS = { desktop: 680, phone: 390 };
export type Width = keyof typeof WIDTHS;

/**
 * The true preview. A form is posted into a fresh frame each time, which takes the old one's place once it is drawn:
 * nothing flickers, and the way back in the browser stays as it was.
 */
export class Preview {
  readonly box = h("div", { class: "preview-stage" });
  width: Width = "desktop";
  scheme: "light" | "dark" = "light";
  private readonly room = h("div", { class: "preview-room" });
  private readonly overlay: Overlay;
  private readonly form = h("form", { method: "post", hidden: true });
  private frame: HTMLIFrameElement | null = null;
  private turn = 0;
  readonly refresh = later(250, () => this.post());

  constructor(private readonly store: Store, drags: Drags, open: (id: string, isTwice: boolean) => void) {
    this.overlay = new Overlay(store, drags, open);
    this.width = store.given.uses.phone || innerWidth < 640 ? "phone" : "desktop";
    this.box.append(this.room, this.form);
    store.listen((reason) => {
      if (reason === "variant" || reason === "changed" || reason === "view") this.post();
      else if (reason === "typed") this.refresh();
    });
    new ResizeObserver(() => this.fit()).observe(this.box);
  }

  private post(): void {
    if (!this.store.text) { this.frame = null; this.room.replaceChildren(); return; }
    const turn = ++this.turn;
    const name = `preview-${turn}`;
    const frame = h("iframe", { class: "preview-page is-loading", name, title: w("preview"), "data-turn": String(turn) });
    frame.style.width = `${WIDTHS[this.width]}px`;
    this.room.append(frame);
    frame.addEventListener("load", () => { if (frame.contentWindow?.location.href !== "about:blank") this.show(frame, turn); });
    this.form.replaceChildren(...Object.entries(fieldsOf(this.store, { scheme: this.scheme })).map(([field, value]) => h("input", { type: "hidden", name: field, value })));
    this.form.action = this.store.given.urls.show;
    this.form.target = name;
    this.form.submit();
  }

  private show(frame: HTMLIFrameElement, turn: number): void {
    if (turn !== this.turn) { frame.remove(); return; }
    this.frame = frame;
    frame.classList.remove("is-loading");
    // The frame itself must stay where it is: one that is moved loads anew.
    [...this.room.children].filter((each) => each !== frame).forEach((each) => each.remove());
    this.room.append(this.overlay.sheet);
    this.fit();
  }

  private fit(): void {
    const page = this.frame?.contentDocument;
    if (!this.frame || !page?.documentElement) return;
    const width = WIDTHS[this.width];
    const scale = Math.min(1, this.box.clientWidth / width);
    this.frame.style.height = "0";
    const height = Math.max(page.documentElement.scrollHeight, this.width === "phone" ? 480 : 320);
    this.frame.style.height = `${height}px`;
    Object.assign(this.room.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})`, marginBottom: `${height * (scale - 1)}px`, marginLeft: `${Math.max(0, (this.box.clientWidth - width * scale) / 2)}px` });
    this.overlay.read(page);
  }
}
