import type { ReactNode } from "react";

interface Props {
  /** Its part of the form, or a word: where links to it lead. */
  readonly name: string;
  readonly title: string;
  readonly lede?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the editor. Its heading takes the focus of links that mean all of it. */
export function Section({ name, title, lede, children }: Props) {
  return (
    <section className="edit-section stack" aria-labelledby={`section-${name}`}>
      <h2 id={`section-${name}`} data-path={name} tabIndex={-1}>
        {title}
      </h2>
      {lede !== undefined && <p className="soft small">{lede}</p>}
      {children}
    </section>
  );
}
