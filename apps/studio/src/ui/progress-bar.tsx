interface Props {
  readonly label: string;
  /** From 0 to 1; null: under way, nobody knows how far. */
  readonly share: number | null;
}

/** How far something has come. */
export function ProgressBar({ label, share }: Props) {
  const percent = share === null ? null : Math.floor(share * 100);
  return (
    <div className="progress">
      <p className="small">
        {label}
        {percent !== null && ` · ${percent} %`}
      </p>
      <progress aria-label={label} max={1} {...(share !== null && { value: share })} />
    </div>
  );
}
