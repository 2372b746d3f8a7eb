import type { ReactNode, RefObject } from "react";
import { Icon, useTools } from "./context";

// `cap_…`: what stands on the key differs from country to country.
const ALL: [string[], string][] = [
  [["↑", "↓", "←", "→"], "key_walk"],
  [["a", "cap_insert"], "key_add"],
  [["cap_enter"], "key_open"],
  [["Esc"], "key_back"],
  [["b"], "key_branch"],
  [["Ctrl C", "Ctrl X", "Ctrl V"], "key_clip"],
  [["cap_delete"], "key_delete"],
  [["Ctrl Z", "Ctrl Y"], "key_undo"],
  [["/", "Ctrl F"], "search"],
  [["p"], "key_problems"],
  [["+", "−", "0"], "key_zoom"],
  [["cap_home"], "key_home"],
  [["Ctrl S"], "save"],
];

export function Keys({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }): ReactNode {
  const { editor } = useTools();
  const { words } = editor;
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby="canvas-keys">
      <div className="dialog-head"><h2 id="canvas-keys">{words("keys")}</h2><button type="button" className="icon-button" data-dialog-close="" aria-label={words("close")}><Icon name="x" /></button></div>
      <div className="dialog-body"><dl className="kv">{ALL.map(([keys, key]) => <div key={key} className="key-row"><dt>{keys.map((name) => <kbd key={name}>{name.startsWith("cap_") ? words(name) : name}</kbd>)}</dt><dd>{words(key)}</dd></div>)}</dl></div>
    </dialog>
  );
}
