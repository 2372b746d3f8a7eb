import { later, w } from "./dom";
import type { Store } from "./store";
import type { Checked, Document } from "./types";

const token = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

/** What preview and checks are told. */
export function fieldsOf(store: Store, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { sample, variant } = store;
  return { csrfmiddlewaretoken: token(), document: JSON.stringify(store.document), variant, case: sample.case, creditor: sample.creditor, ...more };
}

async function post(address: string, fields: Readonly<Record<string, string | File>>): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
}

const told = async (answer: Response): Promise<Record<string, unknown>> =>
  (answer.headers.get("content-type") ?? "").includes("json") ? ((await answer.json()) as Record<string, unknown>) : {};

export type Saved =
  | { kind: "saved"; revision: number }
  | { kind: "changed"; revision: number; theirs: Document; message: string }
  | { kind: "refused"; message: string; variant: string; block: string; prop: string }
  | { kind: "failed"; message: string };

export class Server {
  readonly check = later(350, () => void this.askChecks());
  private turn = 0;

  constructor(private readonly store: Store) {
    store.listen((reason) => { if (["typed", "changed", "variant", "view"].includes(reason)) this.check(); });
    void this.askChecks();
  }

  /** What the server makes of the text as it stands; an answer that was overtaken is dropped. */
  private async askChecks(): Promise<void> {
    const turn = ++this.turn;
    const answer = await post(this.store.given.urls.check, fieldsOf(this.store)).catch(() => null);
    if (!answer?.ok || turn !== this.turn) return;
    this.store.checked = (await answer.json()) as Checked;
    this.store.tell("checked");
  }

  async save(document: Document, revision: number): Promise<Saved> {
    const failed = { kind: "failed", message: w("not_saved") } as const;
    const answer = await post(this.store.given.urls.save, { document: JSON.stringify(document), revision: String(revision) }).catch(() => null);
    if (!answer) return failed;
    const said = await told(answer);
    if (answer.ok && "revision" in said) return { kind: "saved", revision: Number(said["revision"]) };
    if (answer.status === 409) return { kind: "changed", revision: Number(said["revision"]), theirs: said["document"] as Document, message: String(said["message"]) };
    if (answer.status === 422) return { kind: "refused", message: String(said["message"]), variant: String(said["variant"] ?? ""), block: String(said["block"] ?? ""), prop: String(said["prop"] ?? "") };
    return failed;
  }

  async cases(sought: string): Promise<{ id: string; label: string }[]> {
    const answer = await fetch(`${this.store.given.urls.cases}?q=${encodeURIComponent(sought)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as { cases: { id: string; label: string }[] }).cases : [];
  }

  async sendTest(): Promise<string> {
    const answer = await post(this.store.given.urls.test, fieldsOf(this.store)).catch(() => null);
    return answer ? String((await told(answer))["message"] ?? w("not_sent")) : w("not_sent");
  }

  async upload(file: File): Promise<{ name: string; message: string }> {
    const answer = await post(this.store.given.urls.upload, { file }).catch(() => null);
    const said = answer ? await told(answer) : {};
    return { name: String(said["name"] ?? ""), message: String(said["message"] ?? w("not_uploaded")) };
  }
}
