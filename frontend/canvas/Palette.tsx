import type { ReactNode } from "react";
import { Icon, useTools } from "./context";
import { placeOf } from "./document";
import { useDrag } from "./drags";
import type { Kind } from "./types";

/** The kinds of steps by group: dragged onto a line, or put in where one stands with a press. */
export function Palette(): ReactNode {
  const { editor } = useTools();
  const kinds = editor.props.kinds.filter((kind) => kind.name !== "entry");
  const groups = [...new Set(kinds.map((kind) => kind.group))];
  return (
    <nav className="kinds" aria-label={editor.words("palette")}>
      {groups.map((group) => (
        <section key={group}>
          <h2>{group}</h2>
          <ul>{kinds.filter((kind) => kind.group === group).map((kind) => <li key={kind.name}><Draggable kind={kind} /></li>)}</ul>
        </section>
      ))}
    </nav>
  );
}

function Draggable({ kind }: { kind: Kind }): ReactNode {
  const { editor, drags } = useTools();
  const add = (): void => {
    const line = editor.placeHere;
    if (line) editor.add(kind, placeOf(line));
    else if (!editor.doc.nodes.length) editor.begin();
    else editor.say(editor.words("choose_place"));
  };
  return (
    <button type="button" className="kind" data-kind={kind.name} title={kind.help} onPointerDown={(event) => drags.press(event, () => ({ kind }))} onClick={add}>
      <Icon name={kind.icon} />{kind.label}
    </button>
  );
}

/** What hangs on the pointer while something is dragged. */
export function Ghost(): ReactNode {
  const { drags } = useTools();
  const drag = useDrag(drags, (each) => each);
  if (!drag) return null;
  const icon = "kind" in drag.what ? drag.what.kind.icon : "line" in drag.what ? "corner-down-right" : "grip-vertical";
  return (
    <div className={drag.target ? "ghost is-over" : "ghost"} style={{ transform: `translate(${drag.x + 12}px, ${drag.y + 8}px)` }} aria-hidden="true">
      <Icon name={icon} />{drag.label}
    </div>
  );
}
