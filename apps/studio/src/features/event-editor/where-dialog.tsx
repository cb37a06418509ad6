import { PerformanceInput } from "@liveotter/contracts/promoter/events";
import type { Venue } from "@liveotter/contracts/promoter/venues";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { answer, explain } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { Button } from "../../ui/button.tsx";
import { Combobox } from "../../ui/combobox.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import type { Place } from "./model/event-form.ts";
import { COUNTRIES, ZONES, zoneNamed } from "./zones.ts";

interface Props {
  readonly where: Place;
  readonly onChoose: (where: Place) => void;
  readonly onClose: () => void;
}

type Kind = Place["kind"];
/** All fields at once, so that changing one's mind about the kind loses none. */
interface Draft {
  readonly kind: Kind;
  readonly venue: Venue | null;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly country: string;
  readonly zone: string;
}

/** Asks where a performance is. Venues are shared by all promoters, so one comes about by a button, not by typing. */
export function WhereDialog({ where, onChoose, onClose }: Props) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(where));
  const [tried, setTried] = useState(false);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const faults = faultsOf(draft);
  const fault = (field: string) => (tried ? faults.get(field) : undefined);
  const { kind } = draft;
  return (
    <Dialog open onClose={onClose} title="Where is it?">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          // A dialog lives beside the page, not in it, but React hands its events up.
          event.stopPropagation();
          setTried(true);
          const chosen = placeIn(draft);
          if (chosen === null || faults.size > 0) return;
          onChoose(chosen);
          onClose();
        }}
      >
        <SelectField
          label="Kind of place"
          value={kind}
          onChange={(event) => change({ kind: KINDS.find((each) => each === event.target.value) ?? "venue" })}
        >
          <option value="venue">A venue on LiveOtter</option>
          <option value="new-venue">A new venue</option>
          <option value="place">A place without a venue</option>
          <option value="online">Online only</option>
        </SelectField>
        {kind === "venue" && (
          <VenueField venue={draft.venue} error={fault("venueId")} onChange={(venue) => change({ venue })} />
        )}
        {kind === "new-venue" && (
          <>
            <TextField
              label="Name of the venue"
              value={draft.name}
              error={fault("name")}
              onChange={(event) => change({ name: event.target.value })}
            />
            <TextField
              label="Street"
              optional
              value={draft.street}
              error={fault("street")}
              onChange={(event) => change({ street: event.target.value })}
            />
          </>
        )}
        {(kind === "new-venue" || kind === "place") && (
          <>
            <TextField
              label="City"
              value={draft.city}
              error={fault("city")}
              onChange={(event) => change({ city: event.target.value })}
            />
            <SelectField
              label="Country"
              value={draft.country}
              error={fault("country")}
              onChange={(event) => change({ country: event.target.value })}
            >
              <option value="">Choose…</option>
              {COUNTRIES.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </SelectField>
          </>
        )}
        {kind === "venue" ? (
          draft.venue !== null && <p className="small soft">Its clocks: {zoneNamed(draft.venue.zone).name}</p>
        ) : (
          <Combobox
            label="Time zone of the place"
            items={ZONES}
            value={zoneNamed(draft.zone)}
            error={fault("zone")}
            textOf={({ name }) => name}
            keyOf={({ code }) => code}
            onChange={(zone) => zone !== null && change({ zone: zone.code })}
          />
        )}
        <p className="small soft">Times stay as they are typed, and are read on the clocks of the new place.</p>
        <DialogActions onClose={onClose}>
          <Button type="submit">Use this place</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface VenueFieldProps {
  readonly venue: Venue | null;
  readonly error: string | undefined;
  readonly onChange: (venue: Venue | null) => void;
}

function VenueField({ venue, error, onChange }: VenueFieldProps) {
  const [query, setQuery] = useState("");
  const q = useDeferredValue(query.trim());
  const found = useQuery({
    queryKey: ["venues", q],
    queryFn: ({ signal }) => answer(api.findVenues({ q, limit: 20 }, { signal })),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  });
  const empty =
    q === "" ? "Type its name or city." : found.isFetching ? "Looking…" : "None found: add it as a new venue.";
  return (
    <Combobox
      label="Venue"
      placeholder="Name or city"
      items={q === "" ? [] : (found.data?.items ?? [])}
      value={venue}
      onChange={onChange}
      onQuery={setQuery}
      error={found.error === null ? error : explain(found.error)}
      textOf={({ name }) => name}
      keyOf={({ id }) => id}
      noteOf={({ city, country }) => `${city}, ${country}`}
      empty={empty}
    />
  );
}

const KINDS: readonly Kind[] = ["venue", "new-venue", "place", "online"];

function draftOf(where: Place): Draft {
  const empty = { venue: null, name: "", street: "", city: "", country: "" };
  // Nothing chosen yet: most are at a venue that is known.
  if (where.kind === "place" && where.city === "") return { ...empty, ...where, kind: "venue" };
  if (where.kind !== "venue") return { ...empty, ...where };
  const { venueId: id, name, city, country, zone } = where;
  const venue = { ...{ id, name, city, country, zone }, slug: "", street: null, lat: null, lon: null };
  return { ...empty, kind: "venue", venue, city, country, zone };
}

/** null while no venue is chosen. */
function placeIn({ kind, venue, name, street, city, country, zone }: Draft): Place | null {
  switch (kind) {
    case "venue":
      return (
        venue && {
          kind,
          venueId: venue.id,
          name: venue.name,
          city: venue.city,
          country: venue.country,
          zone: venue.zone,
        }
      );
    case "new-venue":
      return { kind, name: name.trim(), street: street.trim(), city: city.trim(), country, zone };
    case "place":
      return { kind, city: city.trim(), country, zone };
    case "online":
      return { kind, zone };
  }
}

/** What the contract would refuse, by field. */
function faultsOf(draft: Draft): ReadonlyMap<string, string> {
  const place = placeIn(draft);
  if (place === null) return new Map([["venueId", "Choose a venue, or add it as a new one."]]);
  if (place.kind === "venue") return new Map();
  const street = place.kind === "new-venue" && place.street === "" ? { street: undefined } : {};
  const checked = PerformanceInput.shape.where.safeParse({ ...place, ...street });
  return new Map((checked.error?.issues ?? []).map(({ path, message }) => [String(path[0] ?? "zone"), message]));
}
