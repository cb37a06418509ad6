import { useInfiniteQuery } from "@tanstack/react-query";
import { answer } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { GENRES } from "../../ui/genres.ts";
import { AreaAt, SelectAt, TextAt } from "./fields.tsx";
import { Section } from "./section.tsx";
import { useEditorState } from "./use-editor.ts";
import { WordsField } from "./words-field.tsx";

/** What the event is. */
export function BasicsSection() {
  return (
    <Section name="basics" title="Basics">
      <div className="fields">
        <TextAt path={["name"]} label="Name" maxLength={400} className="wide" />
        <AreaAt
          path={["summary"]}
          label="Summary"
          optional
          rows={2}
          help="One or two sentences, for lists and searches."
        />
        <AreaAt path={["description"]} label="Description" optional rows={8} />
        <AreaAt
          path={["lineUp"]}
          label="Line-up"
          optional
          rows={4}
          help="Who plays or speaks: a name a line, in order."
        />
        <AreaAt
          path={["access"]}
          label="Access"
          optional
          rows={4}
          help="Step-free ways, seats and toilets, hearing loops, interpreters, companions’ tickets, and whom to ask."
        />
        <TextAt path={["genre"]} label="Genre" list="genres" autoComplete="off" tidy={genreOf} />
        <datalist id="genres">
          {GENRES.map((genre) => (
            <option key={genre} value={genre} />
          ))}
        </datalist>
        <TextAt path={["url"]} label="Web page" optional inputMode="url" placeholder="https://" />
        <WordsField path={["languages"]} label="Languages" placeholder="English" />
        <WordsField path={["tags"]} label="Tags" placeholder="open air" />
        <SeriesField />
      </div>
    </Section>
  );
}

function SeriesField() {
  const chosen = useEditorState(({ session }) => session.event.series);
  const series = useInfiniteQuery({
    queryKey: ["series", "pages"],
    queryFn: ({ pageParam, signal }) =>
      answer(api.listSeries({ limit: 100, ...(pageParam !== "" && { cursor: pageParam }) }, { signal })),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const found = series.data?.pages.flatMap(({ items }) => items) ?? [];
  const missing = chosen !== null && !found.some(({ id }) => id === chosen.id);
  return (
    <>
      <SelectAt path={["seriesId"]} label="Series">
        <option value="">None</option>
        {missing && <option value={chosen.id}>{chosen.name}</option>}
        {found.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </SelectAt>
      {series.hasNextPage && (
        <button type="button" className="link" onClick={() => series.fetchNextPage()}>
          More series
        </button>
      )}
    </>
  );
}

/** "Hip Hop" as the word that it is filed under: "hip-hop". */
const genreOf = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
