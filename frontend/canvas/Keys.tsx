import type { ReactNode, RefObject } from "react";
import { Icon, useTools } from "./context";

const ALL: [string[], string][] = [
  [["↑", "↓", "←", "→"], "key_walk"],
  [["a", "Insert"], "key_add"],
  [["Enter"], "key_open"],
  [["Esc"], "key_back"],
  [["b"], "key_branch"],
  [["Ctrl C", "Ctrl X", "Ctrl V"], "key_clip"],
  [["Delete"], "key_delete"],
  [["Ctrl Z", "Ctrl Y"], "key_undo"],
  [["/", "Ctrl F"], "search"],
  [["p"], "key_problems"],
  [["+", "−", "0"], "key_zoom"],
  [["Home"], "key_home"],
  [["Ctrl S"], "save"],
];

export function Keys({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="canvas-keys">
      <div className="dialog-head"><h2 id="canvas-keys">{words("keys")}</h2><button type="button" className="icon-button" data-dialog-close="" aria-label={words("close")}><Icon name="x" /></button></div>
      <div className="dialog-body"><dl className="kv">{ALL.map(([keys, key]) => <div key={key} className="key-row"><dt>{keys.map((name) => <kbd key={name}>{name}</kbd>)}</dt><dd>{words(key)}</dd></div>)}</dl></div>
    </dialog>
  );
}
