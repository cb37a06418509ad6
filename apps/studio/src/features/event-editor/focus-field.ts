import { type Path, pathName } from "./model/form-path.ts";

/** Takes a person to the field of `path`, or to what is nearest around it: its row, its section. */
export function focusField(path: Path): void {
  for (let length = path.length; length > 0; length--) {
    const name = CSS.escape(pathName(path.slice(0, length)));
    const found = document.querySelector<HTMLElement>(`[data-path="${name}"]`);
    const within = document.querySelector<HTMLElement>(`[data-path^="${name}/"]`);
    const field = found ?? within;
    if (field !== null) {
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
      return;
    }
  }
}
