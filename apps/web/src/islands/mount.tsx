import { Component, type ComponentChildren, render } from "preact";
import { fail } from "./fail.ts";

/** Puts an island's content behind what the server wrote into its element. If it breaks, it goes, and says so. */
export function mount(host: HTMLElement, content: ComponentChildren): void {
  const root = document.createElement("div");
  host.append(root);
  render(<Boundary host={host}>{content}</Boundary>, root);
}

interface Bounds {
  readonly host: HTMLElement;
  readonly children: ComponentChildren;
}

class Boundary extends Component<Bounds, { readonly broken: boolean }> {
  override state = { broken: false };

  override componentDidCatch(error: unknown): void {
    this.setState({ broken: true });
    fail(this.props.host, error);
  }

  override render(): ComponentChildren {
    return this.state.broken ? null : this.props.children;
  }
}
