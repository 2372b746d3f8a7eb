import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { forgetDraft, keptDraft } from "./drafts";
import type { Draft } from "./drafts";
import type { Editor } from "./editor";
import { download, toast } from "./server";
import type { Doc } from "./types";

async function keepCopy(editor: Editor, doc: Doc): Promise<void> {
  try {
    download(await editor.server.yaml(doc), `${doc.name}.yaml`);
  } catch {
    toast(editor.words("not_loaded"), "error");
  }
}

/** Somebody else saved meanwhile: nothing is lost, whatever is chosen. */
export function Conflict(): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const conflict = usePart((state) => state.conflict);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (conflict) dialog.current?.showModal();
    else dialog.current?.close();
  }, [conflict]);
  const reload = (): void => {
    editor.forget();
    editor.abandon();
    window.location.reload();
  };
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="canvas-conflict" onClose={() => editor.dismissConflict()}>
      <div className="dialog-head"><h2 id="canvas-conflict">{conflict?.by ? words("conflict", { by: conflict.by }) : words("conflict_somebody")}</h2></div>
      <div className="dialog-body stack">
        {!conflict?.by && <p>{conflict?.message}</p>}
        <p className="muted">{words("conflict_help")}</p>
        <div className="toolbar">
          <button type="button" className="btn btn-primary" onClick={() => void keepCopy(editor, editor.doc)}><Icon name="download" />{words("keep_copy")}</button>
          <button type="button" className="btn" onClick={reload}><Icon name="refresh-cw" />{words("load_theirs")}</button>
          <button type="button" className="btn btn-ghost" onClick={() => dialog.current?.close()}>{words("go_on")}</button>
        </div>
      </div>
    </dialog>
  );
}

/** Changes of an earlier visit that were never saved. */
export function Kept(): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  const [draft, keep] = useState<Draft | null>(() => {
    const kept = keptDraft(editor.props.id);
    return kept && JSON.stringify(kept.doc) !== JSON.stringify(editor.props.doc) ? kept : null;
  });
  if (!draft) return null;
  const isOld = draft.revision !== editor.props.revision;
  const done = (): void => keep(null);
  return (
    <div className="notice tone-warning canvas-note" role="status">
      <Icon name="history" />
      <div><p>{words(isOld ? "kept_old" : "kept", { at: new Date(draft.at).toLocaleString(editor.props.language, { dateStyle: "short", timeStyle: "short" }) })}</p></div>
      <button type="button" className="btn btn-sm" onClick={() => { editor.restore(draft.doc); done(); }}>{words("restore")}</button>
      <button type="button" className="btn btn-sm" onClick={() => void keepCopy(editor, draft.doc)}>{words("keep_copy")}</button>
      <button type="button" className="btn btn-sm btn-ghost" onClick={() => { forgetDraft(editor.props.id); done(); }}>{words("discard")}</button>
    </div>
  );
}
