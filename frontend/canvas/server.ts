/** Everything the canvas asks of the server. The addresses are handed in with the page. */
import type { Checks, Doc, Outlet, Props } from "./types";

export class Refused extends Error {
  constructor(readonly status: number, readonly answer: { by?: string; message?: string }) {
    super(answer.message ?? `status ${status}`);
  }
}

export interface Applied { data: Record<string, unknown>; outlets: Outlet[]; summary: string }

const token = (): string => document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";

async function post(url: string, body: FormData, accept: string, signal?: AbortSignal): Promise<Response> {
  const headers = { "X-CSRFToken": token(), Accept: accept };
  const response = await fetch(url, { method: "POST", body, headers, signal: signal ?? null, redirect: "follow" });
  // A session that ended answers with the page to sign in: that is no answer to what was asked.
  if (response.redirected) throw new Refused(401, {});
  return response;
}

function fields(values: Record<string, string>): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  return body;
}

async function json<T>(response: Response): Promise<T> {
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const answer: unknown = isJson ? await response.json() : {};
  if (!response.ok || !isJson) throw new Refused(response.status, answer as { by?: string; message?: string });
  return answer as T;
}

export class Server {
  constructor(private readonly urls: Props["urls"]) {}

  async check(doc: Doc, signal: AbortSignal): Promise<Checks> {
    return json<Checks>(await post(this.urls.check, fields({ doc: JSON.stringify(doc) }), "application/json", signal));
  }

  async save(doc: Doc, revision: number): Promise<number> {
    const body = fields({ doc: JSON.stringify(doc), revision: String(revision) });
    return (await json<{ revision: number }>(await post(this.urls.save, body, "application/json"))).revision;
  }

  /** The form of a step as HTML. */
  async form(doc: Doc, step: string, signal: AbortSignal): Promise<string> {
    const response = await post(this.urls.form, fields({ doc: JSON.stringify(doc), step }), "text/html", signal);
    if (!response.ok) throw new Refused(response.status, {});
    return response.text();
  }

  /** What is filled in: taken over (`Applied`), or the form again as HTML, with what is wrong or drawn anew. */
  async fill(doc: Doc, step: string, filled: FormData, apply: boolean): Promise<Applied | string> {
    filled.set("doc", JSON.stringify(doc));
    filled.set("step", step);
    if (apply) filled.set("action", "apply");
    const response = await post(this.urls.form, filled, apply ? "application/json" : "text/html");
    if (response.headers.get("content-type")?.includes("json")) return json<Applied>(response);
    if (!response.ok && response.status !== 422) throw new Refused(response.status, {});
    return response.text();
  }

  /** The document as the file it would be, for keeping what cannot be saved. */
  async yaml(doc: Doc): Promise<Blob> {
    const response = await post(this.urls.yaml, fields({ doc: JSON.stringify(doc) }), "application/yaml");
    if (!response.ok) throw new Refused(response.status, {});
    return response.blob();
  }

  async log(step: string, signal: AbortSignal): Promise<string> {
    const response = await fetch(`${this.urls.log}?step=${encodeURIComponent(step)}`, { signal, headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) throw new Refused(response.status, {});
    return response.text();
  }
}

export function toast(text: string, tone: "success" | "info" | "warning" | "error" = "success"): void {
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { text, tone } }));
}

export function download(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
