import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { useTools } from "./context";
import type { Editor } from "./editor";
import { toast } from "./server";
import type { Step } from "./types";
// Only its type: htmx itself is the page's.
import type {} from "../console/htmx";

const APPLY_AFTER = 150;

/** The form of a step as the server draws it. What is chosen counts at once; what is wrong is told when it is applied. */
export function StepForm({ step }: { step: Step }): ReactNode {
  const { editor } = useTools();
  const box = useRef<HTMLDivElement>(null);
  const [isBroken, tell] = useState(false);
  const form = useRef<Filled | null>(null);
  useEffect(() => {
    const filled = (form.current = new Filled(editor, step.id, box.current!));
    const asked = new AbortController();
    filled.load(asked.signal).then(() => tell(false), () => { if (!asked.signal.aborted) tell(true); });
    return () => { asked.abort(); filled.leave(); };
  }, [editor, step.id]);
  // Undo and redo change the settings behind the form's back.
  useEffect(() => { form.current?.follow(step.data); }, [step.data]);
  return (
    <>
      {isBroken && <p className="field-error">{editor.words("not_loaded")}</p>}
      <div className="step-form" ref={box} />
    </>
  );
}

/** A form in the panel: listens to what is filled in and hands it to the server. */
class Filled {
  private data = "";
  private timer = 0;
  private waits = false;
  /** Answers may overtake each other: only that to the latest question counts. */
  private asked = 0;

  constructor(private readonly editor: Editor, private readonly step: string, private readonly box: HTMLElement) {
    box.addEventListener("change", this.changed);
    box.addEventListener("submit", this.submitted);
    box.addEventListener("htmx:configRequest", this.redrawn);
  }

  async load(signal: AbortSignal): Promise<void> {
    this.data = this.now();
    this.put(await this.editor.server.form(this.editor.doc, this.step, signal));
  }

  /** The form shows these settings already, or is drawn anew. */
  follow(data: Record<string, unknown>): void {
    const told = JSON.stringify(data);
    if (this.data === "" || told === this.data) return;
    this.data = told;
    this.editor.server.form(this.editor.doc, this.step, new AbortController().signal).then((html) => this.put(html), () => toast(this.editor.words("not_loaded"), "error"));
  }

  leave(): void {
    this.box.removeEventListener("change", this.changed);
    this.box.removeEventListener("submit", this.submitted);
    this.box.removeEventListener("htmx:configRequest", this.redrawn);
    window.clearTimeout(this.timer);
    if (this.waits) void this.apply(null);
  }

  private now(): string {
    return JSON.stringify(this.editor.doc.nodes.find((each) => each.id === this.step)?.data ?? {});
  }

  private put(html: string): void {
    const focused = document.activeElement instanceof HTMLElement && this.box.contains(document.activeElement) ? document.activeElement.id : "";
    this.box.innerHTML = html;
    window.htmx.process(this.box);
    if (focused) document.getElementById(focused)?.focus();
  }

  private get form(): HTMLFormElement | null { return this.box.querySelector("form"); }

  private changed = (): void => {
    this.waits = true;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.apply(null), APPLY_AFTER);
  };

  /** A redrawing request of the form itself takes the document along as it is now. */
  private redrawn = (event: Event): void => {
    const { parameters } = (event as CustomEvent<{ parameters: { set?: (name: string, value: string) => void } & Record<string, unknown> }>).detail;
    const doc = JSON.stringify(this.editor.doc);
    if (typeof parameters.set === "function") parameters.set("doc", doc);
    else parameters.doc = doc;
  };

  private submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    const button = event.submitter as HTMLButtonElement | null;
    const applies = !button?.name || button.name === "action" || button.value === "save";
    if (applies) void this.apply(button);
    else void this.redraw(button);
  };

  private async redraw(button: HTMLButtonElement): Promise<void> {
    const { form } = this;
    if (!form) return;
    const answer = await this.editor.server.fill(this.editor.doc, this.step, new FormData(form, button), false);
    if (typeof answer === "string") this.put(answer);
  }

  /** Take over what is filled in. Asked for by a button it also tells what is wrong. */
  private async apply(button: HTMLButtonElement | null): Promise<void> {
    const { form } = this;
    window.clearTimeout(this.timer);
    this.waits = false;
    if (!form) return;
    const asked = ++this.asked;
    try {
      const answer = await this.editor.server.fill(this.editor.doc, this.step, new FormData(form), true);
      if (asked !== this.asked) return;
      if (typeof answer === "string") {
        if (button) this.showFaults(answer);
        return;
      }
      this.data = JSON.stringify(answer.data);
      this.editor.change(this.step, answer.data, answer.outlets, answer.summary);
      if (button) this.editor.say(this.editor.words("applied"));
    } catch {
      toast(this.editor.words("not_applied"), "error");
    }
  }

  private showFaults(html: string): void {
    this.put(html);
    this.box.querySelector<HTMLElement>("[aria-invalid=true], .errorlist, [role=alert]")?.focus();
    this.editor.say(this.editor.words("form_faults"));
  }
}
