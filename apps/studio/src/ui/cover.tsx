import { drawCover } from "@liveotter/core/cover-art";
import { useMemo, useState } from "react";

interface Props {
  readonly slug: string;
  readonly genre: string;
  /** The uploaded picture; null: one is drawn, the same as the fans see. */
  readonly url: string | null;
  readonly className?: string;
}

/** An event's picture. It says nothing that the text beside it does not. */
export function Cover({ slug, genre, url, className = "cover" }: Props) {
  const [lost, setLost] = useState<string | null>(null);
  const drawn = useMemo(
    () => `data:image/svg+xml,${encodeURIComponent(drawCover({ seed: slug, title: "", genre }))}`,
    [slug, genre],
  );
  const uploaded = url !== null && url !== lost;
  return (
    <img
      className={className}
      src={uploaded ? url : drawn}
      alt=""
      width="1200"
      height="800"
      loading="lazy"
      decoding="async"
      onError={() => setLost(url)}
    />
  );
}
