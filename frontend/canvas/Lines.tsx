import { memo } from "react";
import type { ReactNode } from "react";
import { Icon, usePart, useTools } from "./context";
import { partsOf } from "./document";
import { useDrag } from "./drags";
import { ROW, isSpoken } from "./layout";
import type { Drawn } from "./layout";
import type { Line, Outlet } from "./types";

/** All lines of the drawing: one picture of paths, and over it the words and the "+" of each. */
export function Lines({ canEdit }: { canEdit: boolean }): ReactNode {
  const { drags } = useTools();
  const lines = usePart((state) => state.layout.lines);
  const here = usePart((state) => (state.spot && "line" in state.spot ? state.spot.line : null));
  const over = useDrag(drags, (drag) => (drag?.target && "line" in drag.target ? drag.target.line : null));
  return (
    <>
      <svg className="lines" aria-hidden="true">
        {lines.map((drawn) => <Path key={drawn.line.id} drawn={drawn} isHere={here === drawn.line.id} isOver={over === drawn.line.id} />)}
      </svg>
      {lines.map((drawn) => <Label key={drawn.line.id} drawn={drawn} canEdit={canEdit} here={here?.startsWith(drawn.line.id) ? here : null} isOver={over === drawn.line.id} />)}
      <DraggedLine />
    </>
  );
}

interface LineProps { drawn: Drawn; isHere: boolean; isOver: boolean }

const Path = memo(function Path({ drawn, isHere, isOver }: LineProps): ReactNode {
  const looks = ["line", drawn.line.to === null && "is-loose", isHere && "is-here", isOver && "is-over"].filter(Boolean).join(" ");
  return <g className={looks}><path d={drawn.path} />{drawn.tip && <path className="line-tip" d={drawn.tip} />}</g>;
});

const Label = memo(function Label({ drawn, isOver, canEdit, here }: { drawn: Drawn; isOver: boolean; canEdit: boolean; here: string | null }): ReactNode {
  const { editor } = useTools();
  const { line, plus } = drawn;
  const ways = usePart((state) => state.checks?.steps[line.from]?.ways);
  const parts = canEdit ? partsOf(line) : [];
  const isCounted = line.outs.some((outlet) => ways?.[outlet.name]);
  const words = (outlet: Outlet): ReactNode => <>{isSpoken(line) && outlet.label}{ways?.[outlet.name] ? <b className="num"> {editor.words.number(ways[outlet.name]!)}</b> : null}</>;
  return (
    <>
      {(isSpoken(line) || isCounted) && (
        <div className="way" style={at(labelAt(drawn))}>
          {parts.length ? parts.map((part) => <Spot key={part.id} line={part} isHere={here === part.id} looks="way-part">{words(part.outs[0]!)}</Spot>) : line.outs.map((outlet) => <span key={outlet.name} aria-hidden={canEdit || undefined}>{words(outlet)}</span>)}
        </div>
      )}
      {canEdit && <Spot line={line} isHere={here === line.id} looks={["plus", line.to === null && "is-loose", isOver && "is-over"].filter(Boolean).join(" ")} style={at(plus)}><Icon name="plus" /></Spot>}
    </>
  );
});

/** A place to put something in: the "+" of a line, or one of several ways it is drawn for. */
function Spot({ line, isHere, looks, style, children }: { line: Line; isHere: boolean; looks: string; style?: { transform: string }; children: ReactNode }): ReactNode {
  const { editor, drags } = useTools();
  return (
    <button
      type="button"
      className={`${looks} nopan${isHere ? " is-here" : ""}`}
      style={style}
      data-spot={`line:${line.id}`}
      tabIndex={isHere ? 0 : -1}
      aria-haspopup="dialog"
      aria-label={editor.words("add_here", { way: editor.describe(line) })}
      onPointerDown={(event) => drags.press(event, () => ({ line }))}
      onClick={() => editor.openMenu(line)}
      onFocus={() => { if (!isHere) editor.stand({ line: line.id }, { grab: false }); }}
    >{children}</button>
  );
}

/** The words stand above the "+"; a count without words beside it. */
function labelAt({ line, label, plus }: Drawn): { x: number; y: number } {
  if (!isSpoken(line)) return { x: label.x + 34, y: label.y };
  return line.to === null ? label : { x: label.x, y: plus.y - 14 - (line.outs.length * ROW) / 2 };
}

const at = ({ x, y }: { x: number; y: number }): { transform: string } => ({ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` });

/** While the end of a line is dragged: where it would go. */
function DraggedLine(): ReactNode {
  const { editor, drags } = useTools();
  const drag = useDrag(drags, (each) => each);
  if (!drag || !("line" in drag.what) || !editor.view) return null;
  const [id] = drag.what.line.id.split("|");
  const drawn = editor.state.layout.lines.find(({ line }) => line.id === id);
  if (!drawn) return null;
  const end = editor.view.toDrawing(drag.x, drag.y);
  const start = drawn.points[0]!;
  return <svg className="lines is-dragged" aria-hidden="true"><g className="line is-over"><path d={`M${start.x} ${start.y}L${end.x} ${end.y}`} /></g></svg>;
}
