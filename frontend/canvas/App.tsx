import { useEffect, useRef, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { AddMenu } from "./AddMenu";
import { Icon, ToolsProvider, usePart, useTools } from "./context";
import { Conflict, Kept } from "./Conflict";
import type { Drags } from "./drags";
import { WIDE } from "./editor";
import type { Editor } from "./editor";
import { Keys } from "./Keys";
import { Ghost, Palette } from "./Palette";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { Toolbar } from "./Toolbar";

const wide = (): MediaQueryList => window.matchMedia(WIDE);
const subscribeWide = (listener: () => void): (() => void) => {
  const query = wide();
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
};

export function App({ editor, drags }: { editor: Editor; drags: Drags }): ReactNode {
  return <ToolsProvider tools={{ editor, drags }}><Canvas /></ToolsProvider>;
}

function Canvas(): ReactNode {
  const { editor } = useTools();
  const isWide = useSyncExternalStore(subscribeWide, () => wide().matches);
  const canEdit = editor.props.editable && isWide;
  const isEmpty = usePart((state) => state.history.doc.nodes.length === 0);
  const said = usePart((state) => state.said);
  const keys = useRef<HTMLDialogElement>(null);
  usePageKeys();
  useGuard();
  return (
    <div className="canvas">
      <Toolbar canEdit={canEdit} onKeys={() => keys.current?.showModal()} />
      {!canEdit && <p className="canvas-note"><Icon name="eye" />{editor.words(editor.props.editable ? "read_only_narrow" : "read_only")}</p>}
      {canEdit && <Kept />}
      <div className="canvas-body">
        {canEdit && <Palette />}
        {isEmpty ? <Empty canEdit={canEdit} /> : <Stage canEdit={canEdit} />}
        <Panel canEdit={canEdit} />
      </div>
      <p className="sr" id="canvas-keys-hint">{editor.words("keys_hint")}</p>
      <p className="sr" role="status">{said}</p>
      <AddMenu />
      <Ghost />
      <Conflict />
      <Keys dialog={keys} />
    </div>
  );
}

function Empty({ canEdit }: { canEdit: boolean }): ReactNode {
  const { editor } = useTools();
  return (
    <div className="stage is-empty">
      <div className="empty"><span className="empty-icon"><Icon name="log-in" /></span><h2>{editor.words("empty")}</h2><p>{editor.words("empty_text")}</p>
        {canEdit && <div className="empty-actions"><button type="button" className="btn btn-primary" onClick={() => editor.begin()}><Icon name="plus" />{editor.words("begin")}</button></div>}
      </div>
    </div>
  );
}

const isTyping = (element: Element | null): boolean => element instanceof HTMLElement && element.matches("input:not([type=checkbox], [type=radio]), textarea, select");

/** Keys that work wherever the focus is on this page. */
function usePageKeys(): void {
  const { editor } = useTools();
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || document.querySelector("dialog[open]")) return;
      const key = event.key.toLowerCase();
      const typing = isTyping(document.activeElement);
      if (key === "s" && editor.canEdit) void editor.save();
      else if (key === "f" && !event.shiftKey) document.querySelector<HTMLInputElement>(".find input")?.focus();
      else if (key === "z" && !typing) (event.shiftKey ? editor.redo() : editor.undo());
      else if (key === "y" && !typing) editor.redo();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [editor]);
}

/** Nobody leaves without being asked while something is not saved; the tab keeps it in any case. */
function useGuard(): void {
  const { editor } = useTools();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => { if (editor.isDirty) event.preventDefault(); };
    const keep = (): void => editor.keep();
    window.addEventListener("beforeunload", ask);
    window.addEventListener("pagehide", keep);
    return () => { window.removeEventListener("beforeunload", ask); window.removeEventListener("pagehide", keep); };
  }, [editor]);
}
