import type { CityKey, VenueKind } from "./places.ts";

/** When a listing plays; local to each city. */
export type Pattern =
  /** One evening, on one of these weekdays (1 is Monday). */
  | { readonly kind: "night"; readonly time: string; readonly minutes?: number; readonly weekdays?: readonly number[] }
  /** A run: so many performances on consecutive days, Mondays off; a matinée at `matinee` on Saturdays. */
  | {
      readonly kind: "run";
      readonly time: string;
      readonly performances: number;
      readonly minutes?: number;
      readonly matinee?: string;
    }
  /** The same weekday, every `everyDays` days. */
  | {
      readonly kind: "repeat";
      readonly time: string;
      readonly performances: number;
      readonly everyDays: number;
      readonly weekday: number;
      readonly minutes?: number;
    }
  /** Whole days, of which nobody said the hours. */
  | { readonly kind: "days"; readonly days: number };

export interface Listing {
  readonly name: string;
  readonly genre: string;
  /** Which of the demo's promoters. */
  readonly promoter: 0 | 1 | 2;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly lineUp?: readonly string[];
  /** One event in each; online listings have none. */
  readonly cities: readonly CityKey[];
  readonly venue: VenueKind;
  readonly when: Pattern;
  /** Month (1 to 12) in which it belongs; any when left out. */
  readonly month?: number;
  /** Ticket types in euros, turned into local prices; empty is free. */
  readonly prices: readonly (readonly [name: string, euros: number])[];
  readonly series?: string;
  readonly languages?: readonly string[];
  /** `also` when it is streamed beside the hall. */
  readonly online?: "only" | "also";
}

const night = (time: string, weekdays?: readonly number[], minutes = 150): Pattern =>
  weekdays === undefined ? { kind: "night", time, minutes } : { kind: "night", time, minutes, weekdays };
const run = (time: string, performances: number, matinee?: string, minutes = 140): Pattern =>
  matinee === undefined
    ? { kind: "run", time, performances, minutes }
    : { kind: "run", time, performances, minutes, matinee };
const repeat = (time: string, weekday: number, performances: number, everyDays = 7, minutes = 120): Pattern => ({
  kind: "repeat",
  time,
  weekday,
  performances,
  everyDays,
  minutes,
});
const days = (count: number): Pattern => ({ kind: "days", days: count });

const standing = (euros: number) =>
  [
    ["Standing", euros],
    ["Balcony", euros + 9],
  ] as const;
const seated = (euros: number) =>
  [
    ["Stalls", euros + 16],
    ["Circle", euros],
    ["Restricted view", Math.round(euros * 0.6)],
  ] as const;
const single = (euros: number) => [["Admission", euros]] as const;
const family = (euros: number) =>
  [
    ["Adult", euros],
    ["Child", Math.round(euros * 0.5)],
    ["Family of four", Math.round(euros * 2.6)],
  ] as const;
const passes = (day: number) =>
  [
    ["Weekend pass", Math.round(day * 2.3)],
    ["Day ticket", day],
  ] as const;

const OTTER = 0;
const TIDE = 1;
const LANTERN = 2;

export const LISTINGS: readonly Listing[] = [
  // ---- Music on tour
  {
    name: "Marlow & the Night Ferry",
    genre: "music",
    promoter: OTTER,
    summary: "Harbour-town folk with a string trio and far too many accordions.",
    description:
      "Five albums in, Marlow still writes as if the last boat leaves at midnight. The new record, Salt on the Line, was made in a disused ticket office and sounds like it: close, creaking and warm. The touring band adds strings and a brass pair. Expect the old singalongs at the end.",
    tags: ["indie folk", "singer-songwriter", "Salt on the Line tour"],
    lineUp: ["Marlow & the Night Ferry", "Isla Munro"],
    cities: ["london", "manchester", "berlin", "paris", "lisbon"],
    venue: "hall",
    when: night("19:30", [4, 5, 6]),
    prices: standing(29),
  },
  {
    name: "Hana Ishikawa Quartet",
    genre: "jazz",
    promoter: LANTERN,
    summary: "The Yokohama pianist brings her restless quartet to small rooms.",
    description:
      "Hana Ishikawa plays the piano as if she were arguing with it and winning. Her quartet moves from stride to silence within a bar, and no two sets have been the same this year. There are two sets with a break; the second is improvised from titles written down by the audience.",
    tags: ["jazz", "piano", "improvised music"],
    lineUp: ["Hana Ishikawa, piano", "Rui Teixeira, saxophone", "Dagny Solberg, double bass", "Kofi Mensah, drums"],
    cities: ["tokyo", "singapore", "paris", "newYork"],
    venue: "club",
    when: repeat("20:30", 4, 3, 1, 135),
    prices: single(34),
  },
  {
    name: "Papierowe Tygrysy",
    genre: "music",
    promoter: OTTER,
    summary: "New wave from Łódź: sharp suits, sharper choruses.",
    description:
      "Papierowe Tygrysy made the Polish record of the year twice and then refused to play it live. They have changed their minds. The set runs through Neon nad Wisłą from start to finish, followed by whatever they feel like.",
    tags: ["new wave", "post-punk", "Polish music"],
    lineUp: ["Papierowe Tygrysy", "Tangerine Static"],
    cities: ["krakow", "berlin", "london"],
    venue: "club",
    when: night("20:00", [5, 6]),
    prices: standing(18),
    languages: ["pl"],
  },
  {
    name: "Velvet Meridian",
    genre: "electronic",
    promoter: TIDE,
    summary: "Synth-pop on a grand scale, with lasers to match.",
    description:
      "Two people, eleven synthesisers and a lighting rig that needs its own lorry. Velvet Meridian's Arcs tour plays in the round, so there is no bad place to stand. Doors open an hour before; the support is announced on the day.",
    tags: ["synth-pop", "electronic", "Arcs tour"],
    cities: ["berlin", "manchester", "newYork", "denver", "sydney"],
    venue: "arena",
    when: night("20:00", [5, 6]),
    prices: standing(48),
  },
  {
    name: "Amara Okonjo",
    genre: "soul",
    promoter: TIDE,
    summary: "A voice that stops conversations, a band that starts them again.",
    description:
      "Amara Okonjo's second album went from a bedroom in Enugu to number one in four countries. Live she stretches its songs to twice their length, with a nine-piece band and a choir found in each city. Part of the proceeds goes to the music schools where the choirs rehearse.",
    tags: ["soul", "Afro-soul", "R&B"],
    cities: ["london", "paris", "nairobi", "newYork", "toronto", "capeTown"],
    venue: "hall",
    when: night("19:30", [3, 4, 5, 6]),
    prices: seated(38),
  },
  {
    name: "Cobalt Choir",
    genre: "rock",
    promoter: TIDE,
    summary: "Loud, then louder, then a lullaby.",
    description:
      "Despite the name there are four of them and nobody sings in tune. Cobalt Choir built their following one basement at a time, and these are the last shows before they disappear to make a third record. Ear plugs are free at the bar.",
    tags: ["alternative rock", "guitar bands"],
    cities: ["chicago", "denver", "toronto", "manchester"],
    venue: "club",
    when: night("20:00", [4, 5, 6]),
    prices: standing(26),
  },
  {
    name: "Los Faroles de Abril",
    genre: "latin",
    promoter: TIDE,
    summary: "Cumbia for people who said they would only watch.",
    description:
      "Twelve musicians from Oaxaca and a dance floor: the recipe has not changed in twenty years and does not need to. There is a free dance lesson an hour before the first song. Nobody has ever left early.",
    tags: ["cumbia", "dance", "Latin"],
    cities: ["mexicoCity", "chicago", "newYork", "saoPaulo"],
    venue: "hall",
    when: night("21:00", [5, 6], 180),
    prices: single(24),
    languages: ["es"],
  },
  {
    name: "Nils Aurland: Slow Weather",
    genre: "classical",
    promoter: OTTER,
    summary: "An evening of new piano music, played almost in the dark.",
    description:
      "Nils Aurland writes for a piano with its lid off and a felt between hammers and strings. Slow Weather is eighty minutes without a pause, lit by a single lamp that follows the music. Latecomers cannot be seated.",
    tags: ["neoclassical", "piano", "ambient"],
    cities: ["reykjavik", "berlin", "krakow", "london"],
    venue: "hall",
    when: night("20:00", [2, 3, 4, 7], 80),
    prices: seated(27),
  },
  {
    name: "Big Tin Weather",
    genre: "country",
    promoter: TIDE,
    summary: "Dust, pedal steel and three-part harmony.",
    description:
      "Big Tin Weather have driven the same van for four hundred thousand miles and have a song about most of them. The show is half new material from Culvert and half requests shouted from the front. Boots encouraged.",
    tags: ["Americana", "country", "bluegrass"],
    cities: ["denver", "chicago", "newYork"],
    venue: "club",
    when: night("19:00", [5, 6, 7]),
    prices: standing(22),
  },
  {
    name: "Saudade Sul",
    genre: "latin",
    promoter: TIDE,
    summary: "Bossa nova by the sea, or as near to it as we could get.",
    description:
      "Singer Lívia Prado and guitarist Tomé Arruda have played together since school, and finish each other's phrases. Their programme wanders from the fifties to last week, in three languages and no hurry. Seats are unreserved.",
    tags: ["bossa nova", "MPB", "acoustic"],
    cities: ["lisbon", "saoPaulo", "paris"],
    venue: "hall",
    when: night("21:00", [4, 5, 6], 110),
    prices: single(21),
    languages: ["pt"],
  },
  {
    name: "Kitsune Parade",
    genre: "music",
    promoter: LANTERN,
    summary: "City pop revivalists with a horn section and matching jackets.",
    description:
      "Kitsune Parade play the summer of 1983 as it should have been. Seven musicians, two costume changes and a key change you can see coming from the station. Their third album, Night Drive Salon, is out on cassette only.",
    tags: ["city pop", "J-pop", "funk"],
    cities: ["tokyo", "singapore", "sydney"],
    venue: "club",
    when: night("19:00", [5, 6, 7], 120),
    prices: standing(31),
    languages: ["ja"],
  },
  {
    name: "The Ordinary Astronauts",
    genre: "rock",
    promoter: OTTER,
    summary: "Guitar pop about buses, satellites and going home.",
    description:
      "Twenty years after Terraced Orbit the Ordinary Astronauts play it in full, with the brass parts they could not afford at the time. The second half is everything else. Their old school's orchestra opens the evening.",
    tags: ["Britpop", "indie", "anniversary tour"],
    cities: ["manchester", "london", "toronto"],
    venue: "hall",
    when: night("19:30", [5, 6]),
    prices: standing(35),
  },
  {
    name: "Ravenscraig",
    genre: "metal",
    promoter: OTTER,
    summary: "Slow, heavy and Scottish.",
    description:
      "Ravenscraig tune down to where the floor starts to move and stay there. The Blast Furnace tour brings the whole of the new record, a film made inside the old steelworks, and two support bands. Over 16s only.",
    tags: ["doom metal", "heavy"],
    cities: ["berlin", "krakow", "manchester", "denver"],
    venue: "club",
    when: night("19:00", [5, 6], 210),
    prices: standing(24),
  },
  {
    name: "Isla Munro's Fiddle Club",
    genre: "folk",
    promoter: OTTER,
    summary: "A concert, then a session: bring an instrument.",
    description:
      "Isla Munro plays the first hour alone, with tunes from the islands and some she claims to have made up on the ferry. After the break the chairs go into a circle and everybody joins in. Beginners sit next to experts; that is the rule.",
    tags: ["folk", "fiddle", "session"],
    cities: ["london", "reykjavik", "toronto"],
    venue: "club",
    when: repeat("19:30", 2, 4, 14, 150),
    prices: single(14),
    series: "Fiddle Club",
  },
  {
    name: "Thandi Mokoena Sings the Blue Train",
    genre: "jazz",
    promoter: LANTERN,
    summary: "Cape jazz and travelling songs from a great storyteller.",
    description:
      "Between songs Thandi Mokoena tells what happened on the line from Johannesburg to the sea, and you are never quite sure how much of it is true. Her quintet knows when to hold its breath. The hall bar serves until the second set.",
    tags: ["Cape jazz", "vocal jazz"],
    cities: ["capeTown", "london", "nairobi"],
    venue: "hall",
    when: night("20:00", [4, 5, 6]),
    prices: seated(26),
  },
  {
    name: "Brass Against the Clock",
    genre: "music",
    promoter: OTTER,
    summary: "Sixteen players, sixty songs, sixty minutes.",
    description:
      "A brass band tries to play sixty requests in an hour while a very large clock counts down above it. If they fail, the next round is on them. They have failed once, in Leeds.",
    tags: ["brass band", "party"],
    cities: ["london", "manchester", "lisbon", "sydney"],
    venue: "club",
    when: night("21:30", [5, 6], 75),
    prices: single(16),
  },
  {
    name: "Gökçe Aydın Ensemble",
    genre: "world",
    promoter: LANTERN,
    summary: "Anatolian psychedelia on electric saz.",
    description:
      "Gökçe Aydın plugged her grandfather's saz into an amplifier at fourteen and has not looked back. The ensemble adds two drummers and an organ rescued from a wedding hall. Songs are in Turkish; the groove needs no translation.",
    tags: ["Anatolian rock", "psychedelic", "saz"],
    cities: ["istanbul", "berlin", "paris"],
    venue: "club",
    when: night("21:00", [5, 6]),
    prices: standing(19),
    languages: ["tr"],
  },
  {
    name: "Hollow Coast",
    genre: "rock",
    promoter: OTTER,
    summary: "Instrumental post-rock with films of the sea.",
    description:
      "Hollow Coast spent a winter in a lighthouse recording the building itself. The result is five long pieces, played here under a screen as wide as the stage. There is no support and no encore, and nobody has ever asked for one.",
    tags: ["post-rock", "instrumental", "film"],
    cities: ["reykjavik", "paris", "tokyo"],
    venue: "hall",
    when: night("20:30", [3, 4, 5], 100),
    prices: single(25),
  },
  {
    name: "Delphine Roux chante minuit",
    genre: "music",
    promoter: OTTER,
    summary: "Chanson, cabaret and a very small orchestra.",
    description:
      "Delphine Roux has sung in this city since she was asked to sweep the stage and did not stop at sweeping. Her midnight programme mixes forgotten music-hall numbers with her own. The orchestra is five people, one of whom is her mother.",
    tags: ["chanson", "cabaret"],
    cities: ["paris", "london"],
    venue: "theatre",
    when: run("21:30", 6, undefined, 90),
    prices: seated(23),
    languages: ["fr"],
  },
  {
    name: "Tangerine Static",
    genre: "rock",
    promoter: TIDE,
    summary: "Shoegaze for the front row and dream pop for the back.",
    description:
      "Somewhere under the feedback there are tunes, and you will be humming them for a week. Tangerine Static return with a new drummer and a wall of second-hand amplifiers. Strobe lights are used throughout.",
    tags: ["shoegaze", "dream pop"],
    cities: ["newYork", "chicago", "mexicoCity", "saoPaulo"],
    venue: "club",
    when: night("20:30", [4, 5, 6]),
    prices: standing(20),
  },
  {
    name: "Kwame Asante & the Harbour Lights",
    genre: "world",
    promoter: LANTERN,
    summary: "Highlife from the man who taught half of Accra to play guitar.",
    description:
      "At seventy-eight Kwame Asante still counts every song in himself. The Harbour Lights are three generations of his pupils, and the horns alone are worth the ticket. Come ready to dance.",
    tags: ["highlife", "Ghana", "dance"],
    cities: ["nairobi", "london", "berlin", "capeTown"],
    venue: "hall",
    when: night("20:00", [5, 6]),
    prices: single(23),
  },
  {
    name: "Juniper Vale",
    genre: "folk",
    promoter: TIDE,
    summary: "Quiet songs, sung quietly, for people who listen.",
    description:
      "Juniper Vale asks for phones in pockets and the bar closed, and gets both. What follows is an hour and a half of songs about small towns and the people who stay in them. The new record is called Kindling.",
    tags: ["singer-songwriter", "acoustic", "Kindling tour"],
    cities: ["toronto", "denver", "newYork", "london", "reykjavik"],
    venue: "club",
    when: night("19:30", [2, 3, 4, 7], 95),
    prices: single(22),
  },
  {
    name: "The Second Tuesday Band",
    genre: "funk",
    promoter: TIDE,
    summary: "A residency: tight funk on every second Tuesday of the month.",
    description:
      "It started as a rehearsal with the door left open. Now the Second Tuesday Band has a queue round the corner once a month and a different guest each time. The guest is a secret until the first bass line.",
    tags: ["funk", "residency"],
    cities: ["chicago", "toronto"],
    venue: "club",
    when: repeat("20:00", 2, 6, 28, 150),
    prices: single(15),
    series: "Second Tuesday",
  },
  {
    name: "Ólafía Rún: Glass Fields",
    genre: "electronic",
    promoter: OTTER,
    summary: "Electronics, voice and a sculpture that listens.",
    description:
      "Ólafía Rún performs inside a ring of glass plates which pick up her voice and answer it. Glass Fields was written during a winter without sun and ends, reliably, in light. Standing and cushions.",
    tags: ["electronica", "experimental", "voice"],
    cities: ["reykjavik", "berlin", "lisbon"],
    venue: "hall",
    when: night("20:00", [4, 5, 6], 80),
    prices: single(24),
    online: "also",
  },

  // ---- Classical
  {
    name: "Arden Quartet: The Late Beethoven Quartets",
    genre: "classical",
    promoter: OTTER,
    summary: "All five late quartets over three evenings.",
    description:
      "The Arden Quartet has lived with these pieces for two decades and recorded none of them, on principle. Three evenings, in the order of composition, with a short spoken introduction to each. A pass for all three is at the box office.",
    tags: ["chamber music", "Beethoven", "string quartet"],
    cities: ["london", "berlin", "tokyo"],
    venue: "hall",
    when: repeat("19:30", 3, 3, 2, 120),
    prices: seated(29),
    series: "Arden Cycle",
  },
  {
    name: "Bach by Candlelight",
    genre: "classical",
    promoter: OTTER,
    summary: "Cello suites and violin partitas in a hall lit by a thousand candles.",
    description:
      "Two soloists share the evening, one behind the other in the dark. The candles are real, the hall is not heated much, and blankets are provided. Children over eight are welcome.",
    tags: ["Bach", "cello", "violin", "candlelight"],
    lineUp: ["Arden Quartet", "Clara Voss, harpsichord"],
    cities: ["krakow", "london", "paris", "toronto", "reykjavik"],
    venue: "hall",
    when: repeat("18:00", 7, 4, 7, 75),
    month: 12,
    prices: seated(24),
    series: "By Candlelight",
  },
  {
    name: "Sing-Along Messiah",
    genre: "classical",
    promoter: TIDE,
    summary: "Handel's Messiah with you as the choir.",
    description:
      "Scores are handed out at the door, a warm-up starts an hour before, and the orchestra is very forgiving. Sit with your voice part or hide at the back. Nobody needs to be able to read music; many of last year's tenors could not.",
    tags: ["choir", "Handel", "Christmas"],
    cities: ["manchester", "newYork", "toronto", "sydney"],
    venue: "hall",
    when: night("15:00", [6, 7], 165),
    month: 12,
    prices: single(18),
  },
  {
    name: "Harbour Philharmonic: Mahler's Second",
    genre: "classical",
    promoter: LANTERN,
    summary: "One hundred and forty musicians, two soloists, one resurrection.",
    description:
      "The Harbour Philharmonic opens its season with the Resurrection Symphony under Ingrid Solheim. The off-stage brass will play from the foyer, so leave those doors open. Pre-concert talk at 18:45, free with a ticket.",
    tags: ["orchestra", "Mahler", "symphony"],
    cities: ["capeTown", "singapore", "sydney"],
    venue: "hall",
    when: repeat("19:30", 5, 2, 1, 105),
    prices: seated(42),
  },
  {
    name: "Lunch with Schubert",
    genre: "classical",
    promoter: OTTER,
    summary: "Fifty minutes of songs on a working day, free of charge.",
    description:
      "Young singers from the conservatoire and whatever Schubert they are working on. Bring a sandwich; the first rows may eat too. Free, but places are limited, so book one.",
    tags: ["Lieder", "lunchtime concert", "free"],
    cities: ["berlin", "krakow"],
    venue: "hall",
    when: repeat("12:30", 3, 8, 14, 50),
    prices: [],
    series: "Lunch Concerts",
  },
  {
    name: "Night of a Hundred Gongs",
    genre: "classical",
    promoter: LANTERN,
    summary: "Gamelan from dusk to midnight, with tea.",
    description:
      "Four gamelan orchestras take turns until midnight, and the last hour is played by all of them together. Come and go as you like; the tea does not run out. Mats on the floor, chairs along the walls.",
    tags: ["gamelan", "percussion"],
    cities: ["singapore", "sydney"],
    venue: "hall",
    when: night("18:30", [6], 330),
    prices: single(17),
  },

  // ---- Theatre
  {
    name: "The Lighthouse Keeper's Daughter",
    genre: "theatre",
    promoter: OTTER,
    summary: "A new play about a light that must not go out.",
    description:
      "1911: the relief boat is three weeks late and the keeper has stopped speaking. His daughter, who is fourteen, lights the lamp. Rosalind Pryce's play won last year's new writing award and comes with its original cast.",
    tags: ["new writing", "drama"],
    cities: ["london", "manchester", "sydney"],
    venue: "theatre",
    when: run("19:30", 12, "14:30"),
    prices: seated(32),
  },
  {
    name: "Small Hours at the Hotel Meridian",
    genre: "theatre",
    promoter: TIDE,
    summary: "A comedy in one lobby, one night and eleven misunderstandings.",
    description:
      "The night porter has lost the key to room nine, which is awkward, because both of its guests believe they are alone. A farce with real doors, built by people who know how hard that is. Two hours with an interval.",
    tags: ["farce", "comedy", "play"],
    cities: ["newYork", "chicago", "toronto"],
    venue: "theatre",
    when: run("20:00", 14, "15:00", 120),
    prices: seated(36),
  },
  {
    name: "Wieczór Trzech Króli",
    genre: "theatre",
    promoter: OTTER,
    summary: "Shakespeare's Twelfth Night in Polish, set on a night train.",
    description:
      "Viola survives not a shipwreck but a missed connection. Director Marta Zielińska keeps every pun that can be kept and invents the rest. English surtitles on Thursdays.",
    tags: ["Shakespeare", "Twelfth Night", "comedy"],
    cities: ["krakow"],
    venue: "theatre",
    when: run("19:00", 10),
    prices: seated(14),
    languages: ["pl"],
  },
  {
    name: "Die Möwe",
    genre: "theatre",
    promoter: OTTER,
    summary: "Chekhov's Seagull beside a lake made of real water.",
    description:
      "The front rows get wet, and have been told. A young company plays The Seagull as a comedy for three acts and then stops laughing. In German with English surtitles.",
    tags: ["Chekhov", "drama"],
    lineUp: ["Ensemble Spreebogen", "Regie: Jule Hartmann"],
    cities: ["berlin"],
    venue: "theatre",
    when: run("19:30", 9),
    prices: seated(22),
    languages: ["de"],
  },
  {
    name: "Le Horloger sourd",
    genre: "theatre",
    promoter: OTTER,
    summary: "Physical theatre about a clockmaker who hears with his hands.",
    description:
      "Not a word is spoken. Two performers, three hundred clocks and a score made from their ticking tell the story of a man who repairs what he cannot hear. Suitable from age seven, and for people who speak no French at all.",
    tags: ["physical theatre", "mime", "family friendly"],
    cities: ["paris", "lisbon"],
    venue: "theatre",
    when: run("20:00", 8, "16:00", 75),
    prices: seated(19),
    languages: ["fr"],
  },
  {
    name: "The Ferryman's Debt",
    genre: "theatre",
    promoter: LANTERN,
    summary: "A musical about a river, a bridge and who pays for both.",
    description:
      "The bridge will put the ferryman out of work, and his son is building it. Folk songs, work songs and one show-stopper with twenty oars. The choir is recruited from people who live beside this city's own river.",
    tags: ["musical", "new musical"],
    cities: ["london", "capeTown", "chicago", "sydney"],
    venue: "theatre",
    when: run("19:30", 16, "14:00", 155),
    prices: seated(39),
  },
  {
    name: "Deniz Feneri",
    genre: "theatre",
    promoter: LANTERN,
    summary: "Two sisters, one flat on the Bosphorus and a buyer at the door.",
    description:
      "A chamber play for two actors and an estate agent, told over the length of one power cut. Playwright Selin Karaca also directs. In Turkish with English surtitles on Fridays.",
    tags: ["drama", "chamber play"],
    cities: ["istanbul"],
    venue: "theatre",
    when: run("20:30", 8),
    prices: seated(13),
    languages: ["tr"],
  },
  {
    name: "La casa de las sillas vacías",
    genre: "theatre",
    promoter: TIDE,
    summary: "A family dinner with one place too many.",
    description:
      "Every Day of the Dead the Rentería family lays a place for whoever is missing. This year somebody sits down. A ghost story without a single ghost in it, by the company Teatro Colibrí.",
    tags: ["drama", "Día de Muertos"],
    cities: ["mexicoCity"],
    venue: "theatre",
    when: run("20:00", 10),
    month: 10,
    prices: seated(15),
    languages: ["es"],
  },
  {
    name: "The Understudies",
    genre: "theatre",
    promoter: TIDE,
    summary: "Improvised Shakespeare by people who never got the part.",
    description:
      "Six understudies wait for somebody to fall ill. The audience decides who, and in which play, and they take it from there in passable blank verse. Different every night, occasionally brilliant.",
    tags: ["improv", "Shakespeare"],
    cities: ["london", "newYork", "singapore"],
    venue: "theatre",
    when: repeat("21:00", 5, 6, 7, 80),
    prices: single(17),
    series: "Late at the Theatre",
  },

  // ---- Dance
  {
    name: "Weights and Measures",
    genre: "dance",
    promoter: LANTERN,
    summary: "Eight dancers, one enormous pair of scales.",
    description:
      "Choreographer Femi Adeyemi puts his company on a seesaw nine metres long and lets physics do the rest. What looks like risk is arithmetic, and what looks like arithmetic is a love story. Sixty-five minutes without an interval.",
    tags: ["contemporary dance"],
    cities: ["capeTown", "paris", "tokyo", "newYork"],
    venue: "theatre",
    when: run("19:30", 5, undefined, 65),
    prices: seated(28),
  },
  {
    name: "Flamenco en la Bodega",
    genre: "dance",
    promoter: TIDE,
    summary: "Guitar, voice and heels on old wood.",
    description:
      "A small troupe from Jerez plays without amplification in rooms small enough to hear them breathe. The order of the evening is decided after the first song. Sherry is included; so is a chair, if you are early.",
    tags: ["flamenco", "guitar"],
    cities: ["lisbon", "mexicoCity", "newYork"],
    venue: "hall",
    when: repeat("21:00", 5, 4, 7, 90),
    prices: single(27),
    languages: ["es"],
  },
  {
    name: "The Nutcracker, Slightly Stirred",
    genre: "dance",
    promoter: OTTER,
    summary: "A kitchen Nutcracker with real snow and a jazz orchestra.",
    description:
      "Clara falls asleep in the pantry and the spice jars take over. The orchestra plays the Ellington arrangement, the mice win the first battle, and the snow is made fresh each night. For everyone over five.",
    tags: ["ballet", "Christmas", "Nutcracker"],
    cities: ["london", "berlin", "chicago"],
    venue: "theatre",
    when: run("18:30", 14, "14:00", 110),
    month: 12,
    prices: seated(34),
  },

  // ---- Comedy
  {
    name: "Priya Raman: Terms and Conditions",
    genre: "comedy",
    promoter: OTTER,
    summary: "She read all of them so that you do not have to.",
    description:
      "For a year Priya Raman read every agreement before clicking on it. She lost friends, gained a solicitor and found out what her toaster knows. Her funniest hour so far, and legally binding.",
    tags: ["stand-up", "comedy tour"],
    cities: ["london", "manchester", "singapore", "sydney", "toronto"],
    venue: "theatre",
    when: night("20:00", [4, 5, 6], 90),
    prices: seated(22),
  },
  {
    name: "Gus Halloran Has a System",
    genre: "comedy",
    promoter: TIDE,
    summary: "One man, one whiteboard, no solution.",
    description:
      "Gus Halloran has worked out how to fix breakfast, marriage and the offside rule. He needs ninety minutes and a volunteer. A late addition after the spring dates sold out.",
    tags: ["stand-up"],
    cities: ["chicago", "denver", "newYork", "london"],
    venue: "club",
    when: repeat("19:30", 5, 2, 1, 90),
    prices: single(25),
  },
  {
    name: "Open Mic at the Drowned Bell",
    genre: "comedy",
    promoter: OTTER,
    summary: "Fifteen comedians, five minutes each, one bell.",
    description:
      "New acts try new jokes, and the bell is merciless. About once a season somebody comes through who will be famous within the year; the rest is fun as well. Names go into the hat from seven.",
    tags: ["open mic", "stand-up", "new acts"],
    cities: ["london"],
    venue: "club",
    when: repeat("19:30", 1, 12, 7, 120),
    prices: single(6),
    series: "Monday Open Mic",
  },
  {
    name: "Kabaret Mokry Parasol",
    genre: "comedy",
    promoter: OTTER,
    summary: "Sketches about the weather, which is to say about everything.",
    description:
      "The six of Mokry Parasol celebrate ten years of being rained on. Old favourites, a new sketch about a lift, and songs with far too many verses. In Polish, with one sketch in very bad English.",
    tags: ["cabaret", "sketch comedy"],
    cities: ["krakow", "london"],
    venue: "theatre",
    when: night("19:00", [6, 7], 110),
    prices: seated(13),
    languages: ["pl"],
  },
  {
    name: "Comedians Explain Science Badly",
    genre: "comedy",
    promoter: TIDE,
    summary: "A comedian explains; a scientist winces; you vote.",
    description:
      "Three comedians get a subject at noon and a microphone at eight. A real scientist then puts right what can be put right. Past subjects include tides, cheese and time.",
    tags: ["science", "panel show"],
    lineUp: ["Priya Raman", "Gus Halloran", "Bex Adeyemi"],
    cities: ["newYork", "toronto", "berlin", "capeTown"],
    venue: "theatre",
    when: repeat("20:00", 3, 4, 28, 100),
    prices: single(18),
    series: "Explained Badly",
    languages: ["en"],
  },
  {
    name: "Noite de Improviso",
    genre: "comedy",
    promoter: TIDE,
    summary: "Improvised comedy from your worst suggestions.",
    description:
      "Four actors, a pianist and a box of suggestions collected at the bar. Nothing is prepared except the pianist. In Portuguese.",
    tags: ["improv"],
    cities: ["lisbon", "saoPaulo"],
    venue: "club",
    when: repeat("21:30", 4, 6, 14, 90),
    prices: single(11),
    languages: ["pt"],
  },

  // ---- Festivals
  {
    name: "Larkfield Summer Weekender",
    genre: "festival",
    promoter: OTTER,
    summary: "Three days, four stages and a lake you may swim in.",
    description:
      "Larkfield stays small on purpose: eight thousand tickets, and no stage that can drown out another. Camping included, under-twelves free with an adult. The full times are published a month before.",
    tags: ["outdoor", "camping", "indie"],
    lineUp: [
      "Velvet Meridian",
      "Marlow & the Night Ferry",
      "Amara Okonjo",
      "Cobalt Choir",
      "Big Tin Weather",
      "Kitsune Parade",
      "The Ordinary Astronauts",
      "Hollow Coast",
      "Juniper Vale",
    ],
    cities: ["london"],
    venue: "park",
    when: days(3),
    month: 7,
    prices: passes(72),
  },
  {
    name: "Prairie Lawn Folk & Roots",
    genre: "festival",
    promoter: TIDE,
    summary: "Two days of strings on the lakeshore.",
    description:
      "Forty acts from nine states, instrument makers, and a porch stage where anybody can sign up for ten minutes. Bring a blanket. Gates and set times follow in spring.",
    tags: ["folk", "roots", "outdoor"],
    lineUp: ["Big Tin Weather", "Thandi Mokoena", "Isla Munro's Fiddle Club", "Juniper Vale"],
    cities: ["chicago"],
    venue: "park",
    when: days(2),
    month: 6,
    prices: passes(58),
  },
  {
    name: "Silvertree Sundown",
    genre: "festival",
    promoter: LANTERN,
    summary: "Picnics, mountain views and a band at the foot of them.",
    description:
      "The lawns open in the afternoon and the music starts when the sun is off the stage. Each Sunday of the summer has one band and no hurry. Baskets may be brought; glass may not.",
    tags: ["outdoor", "picnic", "summer concerts"],
    lineUp: ["Saudade Sul", "Kwame Asante & the Harbour Lights", "Tangerine Static", "Ólafía Rún"],
    cities: ["capeTown"],
    venue: "park",
    when: repeat("17:30", 7, 8, 7, 150),
    month: 1,
    prices: family(16),
    series: "Silvertree Sundown",
  },
  {
    name: "Festival das Oliveiras",
    genre: "festival",
    promoter: OTTER,
    summary: "Fado, food and three nights under the olive trees.",
    description:
      "Every restaurant of the quarter brings one dish, and every night ends with one voice and two guitars. The programme is announced by the trees themselves, on paper tied to the branches. All ages.",
    tags: ["fado", "food", "outdoor"],
    lineUp: ["Saudade Sul", "Los Faroles de Abril", "Delphine Roux", "Gökçe Aydın Ensemble"],
    cities: ["lisbon"],
    venue: "park",
    when: days(3),
    month: 9,
    prices: passes(26),
  },
  {
    name: "Fig Tree Meadow",
    genre: "festival",
    promoter: LANTERN,
    summary: "New music by the sea at the hottest time of the year.",
    description:
      "Two stages, thirty bands and a headland full of fig trees for shade. Swimming is part of the programme. Gate times are confirmed with your ticket in December.",
    tags: ["outdoor", "indie", "summer"],
    cities: ["sydney"],
    venue: "park",
    when: days(2),
    month: 1,
    prices: passes(64),
  },
  {
    name: "Festival de los Ahuehuetes",
    genre: "festival",
    promoter: TIDE,
    summary: "Son jarocho, electronics and everything in between.",
    description:
      "A free-spirited weekend in which harps from Veracruz meet laptops from the capital. Workshops by day, a fandango that lasts until the last dancer leaves. Children under ten come in free.",
    tags: ["son jarocho", "electronic", "outdoor"],
    cities: ["mexicoCity"],
    venue: "park",
    when: days(2),
    month: 3,
    prices: passes(28),
    languages: ["es"],
  },
  {
    name: "Northern Lights Jazz Days",
    genre: "festival",
    promoter: OTTER,
    summary: "Four winter days of jazz in every café that has a piano.",
    description:
      "One wristband opens forty doors. Sets are short, venues are warm and the walk between them is half of it. The timetable appears in the window of each café on the first morning.",
    tags: ["jazz", "winter", "wristband"],
    lineUp: ["Hana Ishikawa Quartet", "Nils Aurland", "Brass Against the Clock", "Arden Quartet"],
    cities: ["reykjavik"],
    venue: "club",
    when: days(4),
    month: 2,
    prices: passes(39),
  },
  {
    name: "Short Film Fortnight",
    genre: "film",
    promoter: LANTERN,
    summary: "Two hundred films, none longer than a cup of coffee.",
    description:
      "Fourteen days of shorts from sixty countries, in programmes of an hour each. The audience prize is decided with dried beans. Screening times are printed a week before the opening.",
    tags: ["short film", "cinema"],
    cities: ["toronto", "berlin", "istanbul"],
    venue: "gallery",
    when: days(14),
    prices: passes(12),
  },

  // ---- Film
  {
    name: "Silent Film, Loud Band",
    genre: "film",
    promoter: OTTER,
    summary: "A silent classic with a score played live in front of it.",
    description:
      "Each month a different band writes a score for a different silent film and plays it exactly once. Comedies in winter, vampires in spring. Popcorn is included and encouraged in the loud parts.",
    tags: ["silent film", "live score"],
    cities: ["london", "paris", "chicago", "krakow"],
    venue: "theatre",
    when: repeat("20:00", 4, 5, 28, 110),
    prices: single(15),
    series: "Silent Film, Loud Band",
  },
  {
    name: "Rooftop Cinema: Heist Season",
    genre: "film",
    promoter: LANTERN,
    summary: "Six robberies, one roof, headphones for all.",
    description:
      "Six evenings of films in which everything goes to plan until it does not. Wireless headphones, deck chairs, and a blanket if the wind is in the north. If it rains hard we move one floor down.",
    tags: ["open air", "cinema"],
    cities: ["sydney", "nairobi", "lisbon"],
    venue: "gallery",
    when: repeat("20:45", 6, 6, 7, 130),
    prices: single(14),
    series: "Rooftop Cinema",
  },

  // ---- Talks
  {
    name: "How Cities Sleep",
    genre: "talk",
    promoter: LANTERN,
    summary: "Urbanist Clara Whitlock on night buses, bakers and street lamps.",
    description:
      "A city at four in the morning is a different city, with its own rush hour and its own mayor, who drives a bread van. Clara Whitlock spent two hundred nights awake in twelve cities. Talk, pictures and questions.",
    tags: ["urbanism", "architecture", "lecture"],
    cities: ["london", "newYork", "singapore", "tokyo"],
    venue: "gallery",
    when: night("18:30", [2, 3, 4], 90),
    prices: single(12),
    languages: ["en"],
    online: "also",
  },
  {
    name: "Ask a Volcanologist",
    genre: "talk",
    promoter: OTTER,
    summary: "An hour of questions with somebody who has been inside.",
    description:
      "Dr Sigrún Halldórs answers whatever you want to know about volcanoes, live from the observatory. Children's questions come first. Online only; the link is sent a day before.",
    tags: ["science", "online", "for children"],
    cities: [],
    venue: "gallery",
    when: repeat("17:00", 3, 4, 28, 60),
    prices: [],
    languages: ["en"],
    online: "only",
  },
  {
    name: "Write a Crime Novel in Eight Evenings",
    genre: "talk",
    promoter: TIDE,
    summary: "An online course with novelist Dana Pruitt: one body, eight weeks.",
    description:
      "Week one is a victim, week eight is a reader who did not see it coming. Dana Pruitt has published fourteen crime novels and thrown away nine. Small group, live online, recordings for those who miss one.",
    tags: ["writing", "course", "online"],
    cities: [],
    venue: "gallery",
    when: repeat("19:00", 2, 8, 7, 90),
    prices: single(140),
    languages: ["en"],
    online: "only",
  },
  {
    name: "The Repair Café Lectures",
    genre: "talk",
    promoter: OTTER,
    summary: "Learn to mend one thing per month.",
    description:
      "A toaster, a zip, a chair, a bicycle brake: one thing a month, taken apart and put together by somebody who knows how. Bring yours. Free thanks to the city library.",
    tags: ["repair", "workshop", "free"],
    cities: ["berlin", "paris", "toronto"],
    venue: "gallery",
    when: repeat("18:00", 4, 6, 28, 120),
    prices: [],
    series: "Repair Café",
  },
  {
    name: "Kitchen Chemistry Live",
    genre: "talk",
    promoter: LANTERN,
    summary: "Why bread rises and mayonnaise does not, cooked in front of you.",
    description:
      "Food scientist Aiko Morita cooks five dishes wrongly and explains what happened, then cooks them right. There is tasting. There is also a fire extinguisher, used once.",
    tags: ["food", "science"],
    cities: ["tokyo", "singapore", "london"],
    venue: "gallery",
    when: night("18:30", [3, 4], 100),
    prices: single(26),
  },
  {
    name: "Poets Read Each Other",
    genre: "talk",
    promoter: LANTERN,
    summary: "Six poets swap books and read somebody else's.",
    description:
      "Nobody reads their own work, and everybody must explain why they chose the poem they did. An evening that regularly ends in tears, mostly of laughter. Books are on sale at cost.",
    tags: ["poetry", "reading", "literature"],
    lineUp: ["Wisława Krawiec", "Teodor Lindqvist", "Amina Bello"],
    cities: ["nairobi", "istanbul", "mexicoCity"],
    venue: "hall",
    when: repeat("19:00", 4, 3, 28, 90),
    prices: single(7),
    series: "Poets Read Each Other",
  },
  {
    name: "Small Software, Big Rooms",
    genre: "talk",
    promoter: TIDE,
    summary: "A one-day conference on programs that one person can understand.",
    description:
      "Twelve talks, each about a program with one author and many users. No sponsors on stage and no slides with logos. Streamed for those who cannot travel; doors and times are sent to ticket holders.",
    tags: ["software", "conference", "programming"],
    cities: ["berlin", "toronto"],
    venue: "hall",
    when: days(1),
    prices: [
      ["In the room", 120],
      ["Student", 35],
      ["Stream", 20],
    ],
    languages: ["en"],
    online: "also",
  },

  // ---- Sport
  {
    name: "Quay City Rollers v. Northside Wreckers",
    genre: "sport",
    promoter: TIDE,
    summary: "Roller derby: fast, loud and friendlier than it looks.",
    description:
      "The league's oldest rivalry, on a flat track, under lights. Two thirty-minute halves with a half-time show by the junior team. No idea of the rules? The programme fits them on one page.",
    tags: ["roller derby"],
    cities: ["manchester", "denver", "newYork"],
    venue: "arena",
    when: night("18:00", [6], 120),
    prices: family(15),
  },
  {
    name: "Front Range Night Run",
    genre: "sport",
    promoter: TIDE,
    summary: "Ten kilometres by head torch, soup at the finish.",
    description:
      "A gentle course along the river, lit by two thousand head torches. Walkers are welcome and the last one home gets the biggest cheer. Start times by wave, sent a week before.",
    tags: ["running", "10k", "charity run"],
    cities: ["denver", "toronto"],
    venue: "arena",
    when: days(1),
    month: 10,
    prices: single(28),
  },
  {
    name: "Gantry Park Invitational: Sumo",
    genre: "sport",
    promoter: LANTERN,
    summary: "An exhibition basho with thirty-two wrestlers.",
    description:
      "A full day's bouts in the traditional order, with commentary in English through your own phone. The ring is built from local clay over three days beforehand. Boxes on the floor seat four and come with cushions and tea.",
    tags: ["sumo", "exhibition match"],
    cities: ["newYork", "berlin"],
    venue: "arena",
    when: repeat("13:00", 6, 2, 1, 240),
    prices: seated(55),
  },
  {
    name: "Chess Boxing: The Spring Card",
    genre: "sport",
    promoter: OTTER,
    summary: "Six bouts, eleven rounds each, alternately at the board and in the ring.",
    description:
      "Win by knockout or by checkmate, whichever comes first. The boards are shown overhead with commentary by a grandmaster who boxes a little. Doors an hour before the first bout.",
    tags: ["chess", "boxing"],
    cities: ["berlin", "london"],
    venue: "club",
    when: night("19:00", [6], 210),
    month: 4,
    prices: standing(27),
  },
  {
    name: "Sunday League Futsal Finals",
    genre: "sport",
    promoter: TIDE,
    summary: "Sixteen neighbourhood teams, one cup, free entry.",
    description:
      "Plumbers against teachers, the night shift against the morning shift. The finals are played one after the other until somebody lifts the cup. Free; first come, first seated.",
    tags: ["futsal", "football", "free"],
    cities: ["manchester", "denver", "berlin"],
    venue: "arena",
    when: night("11:00", [7], 420),
    month: 5,
    prices: [],
  },

  // ---- Family
  {
    name: "The Bear Who Would Not Hibernate",
    genre: "family",
    promoter: OTTER,
    summary: "A puppet show for ages three and up, with snow.",
    description:
      "Bruno is not tired. Everybody else is. A gentle story with large puppets, small songs and a nap at the end that some of the audience usually joins. Fifty minutes; prams may be parked in the foyer.",
    tags: ["puppets", "children", "ages 3+"],
    cities: ["london", "manchester", "berlin", "krakow", "toronto"],
    venue: "theatre",
    when: repeat("11:00", 6, 6, 7, 50),
    month: 2,
    prices: family(14),
  },
  {
    name: "Dinosaur Detectives",
    genre: "family",
    promoter: TIDE,
    summary: "Somebody has stolen the biggest egg in the museum.",
    description:
      "Children get a magnifying glass, a notebook and forty-five minutes. The suspects are very large and some of them have feathers. For ages five to eleven; grown-ups may help if asked.",
    tags: ["interactive", "children", "ages 5+"],
    cities: ["chicago", "newYork", "sydney", "denver"],
    venue: "theatre",
    when: run("14:00", 8, "10:30", 60),
    prices: family(19),
  },
  {
    name: "Orchestra Petting Zoo",
    genre: "family",
    promoter: LANTERN,
    summary: "Touch every instrument, then hear it played.",
    description:
      "For an hour every instrument of the orchestra may be plucked, hit and blown by anyone who can reach it. Then the players take them back and show what they are for. Ear defenders for the very small are at the desk.",
    tags: ["orchestra", "children", "workshop"],
    cities: ["singapore", "capeTown", "tokyo", "reykjavik"],
    venue: "hall",
    when: night("10:30", [6, 7], 100),
    prices: family(11),
  },
  {
    name: "El gran circo de bolsillo",
    genre: "family",
    promoter: TIDE,
    summary: "A whole circus that fits on a kitchen table.",
    description:
      "Two clowns, a suitcase and a flea who refuses to jump. Told mostly without words, so it works in any language, and from the age of four. Afterwards the flea signs autographs.",
    tags: ["circus", "clown", "ages 4+"],
    cities: ["mexicoCity", "lisbon"],
    venue: "theatre",
    when: repeat("12:00", 7, 5, 7, 55),
    prices: family(12),
    languages: ["es"],
  },
  {
    name: "Story Time under the Jacaranda",
    genre: "family",
    promoter: LANTERN,
    summary: "Free Saturday stories in English, Swahili and whatever else turns up.",
    description:
      "Bring a mat and a story if you have one. Three tellers share the morning, and the last tale is always made up by the children. Free, no booking needed, but it helps us count the juice.",
    tags: ["storytelling", "children", "free"],
    cities: ["nairobi"],
    venue: "club",
    when: repeat("10:00", 6, 8, 14, 90),
    prices: [],
    languages: ["en", "sw"],
    series: "Story Time",
  },

  // ---- Club nights
  {
    name: "Nachtbus",
    genre: "club",
    promoter: OTTER,
    summary: "House and techno from the last tram to the first.",
    description:
      "One room, one sound system, four residents and no announced guests. Nachtbus runs until the trams do. No photos; stickers for your lens at the door.",
    tags: ["techno", "house", "club night"],
    cities: ["berlin"],
    venue: "club",
    when: repeat("23:59", 6, 10, 14, 420),
    prices: single(15),
    series: "Nachtbus",
  },
  {
    name: "Soul Cellar",
    genre: "club",
    promoter: OTTER,
    summary: "Northern soul, talc on the floor, doors at nine.",
    description:
      "Original forty-fives only, played by people who own them. Beginners' steps are taught for the first half hour. The last record has been the same since 1998.",
    tags: ["northern soul", "vinyl", "dancing"],
    cities: ["manchester", "london"],
    venue: "club",
    when: repeat("21:00", 6, 6, 28, 300),
    prices: single(10),
    series: "Soul Cellar",
  },
  {
    name: "Baile da Garoa",
    genre: "club",
    promoter: TIDE,
    summary: "Brazilian rhythms until the drizzle stops.",
    description:
      "Samba-rock, baile funk and whatever the percussionists bring along. The floor is sprung, the drinks are cold and the night is long. Cheaper before eleven.",
    tags: ["samba-rock", "baile funk", "club night"],
    cities: ["saoPaulo", "lisbon"],
    venue: "club",
    when: repeat("22:30", 5, 6, 14, 330),
    prices: [
      ["Before 23:00", 7],
      ["All night", 12],
    ],
    languages: ["pt"],
    series: "Baile da Garoa",
  },
  {
    name: "Kumo All-Nighter",
    genre: "club",
    promoter: LANTERN,
    summary: "Ambient first, then everything but.",
    description:
      "The first two hours are for lying down, the next six are not. A basement with the best sound system in the district and slippers at the door. First trains from five.",
    tags: ["ambient", "electronic", "all-nighter"],
    cities: ["tokyo"],
    venue: "club",
    when: repeat("22:00", 6, 8, 28, 420),
    prices: single(18),
    series: "Kumo All-Nighter",
  },
  {
    name: "Quiet Disco",
    genre: "club",
    promoter: LANTERN,
    summary: "Three DJs, three colours of headphones, one argument.",
    description:
      "Everybody dances to the channel of their choice, and everybody can see which one you chose. Take the headphones off for the best joke of the night. Over 18s.",
    tags: ["silent disco", "party"],
    cities: ["singapore", "sydney", "capeTown", "toronto"],
    venue: "gallery",
    when: repeat("21:00", 5, 3, 28, 240),
    prices: single(17),
    series: "Quiet Disco",
  },

  // ---- Exhibitions
  {
    name: "Maps of Places That Are Not There",
    genre: "exhibition",
    promoter: LANTERN,
    summary: "Three hundred years of confident mistakes.",
    description:
      "Islands drawn by sailors who needed a promotion, mountains invented to fill a corner, a city that existed only in its own atlas. With the instruments that might have prevented it. Open all day; the gallery's hours are on its door.",
    tags: ["maps", "history"],
    cities: ["london", "singapore", "paris", "toronto"],
    venue: "gallery",
    when: days(60),
    prices: family(13),
  },
  {
    name: "Light, Switched Off",
    genre: "exhibition",
    promoter: OTTER,
    summary: "Sculptures for total darkness.",
    description:
      "You leave your phone in a locker and go in with one hand on a rope. What you touch was made by nine artists, four of whom are blind. Allow forty minutes, and a few more for getting used to daylight.",
    tags: ["sculpture", "sensory"],
    cities: ["berlin", "paris", "istanbul"],
    venue: "gallery",
    when: days(45),
    prices: single(11),
  },
  {
    name: "The Typewriter Orchestra Rehearses",
    genre: "exhibition",
    promoter: TIDE,
    summary: "A working exhibition of eighty typewriters, two of them yours to play.",
    description:
      "Every afternoon the orchestra rehearses among the exhibits, and visitors are handed a part. The concert is the last day. Free, with a hat at the exit.",
    tags: ["typewriters", "sound art", "free"],
    cities: ["newYork", "toronto"],
    venue: "gallery",
    when: days(21),
    prices: [],
  },
];
