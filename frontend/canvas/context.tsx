import { createContext, useContext, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Drags } from "./drags";
import type { Editor, State } from "./editor";

interface Tools { editor: Editor; drags: Drags }
const ToolsContext = createContext<Tools | null>(null);

export function ToolsProvider({ tools, children }: { tools: Tools; children: ReactNode }): ReactNode {
  return <ToolsContext value={tools}>{children}</ToolsContext>;
}

export function useTools(): Tools {
  const tools = useContext(ToolsContext);
  if (!tools) throw new Error("outside the canvas");
  return tools;
}

/** One part of the state: who asks is drawn again only when that part is another. */
export function usePart<T>(part: (state: State) => T): T {
  const { editor } = useTools();
  return useSyncExternalStore(editor.subscribe, () => part(editor.state));
}

/** A drawing of our icon set, handed in by the server. */
export function Icon({ name }: { name: string }): ReactNode {
  const { editor } = useTools();
  return <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" dangerouslySetInnerHTML={{ __html: editor.props.icons[name] ?? "" }} />;
}
