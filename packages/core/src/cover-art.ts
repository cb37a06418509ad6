import { escapeXml } from "./escape-xml.ts";

/** Pictures for events that have none: drawn from a seed, the same each time, no two alike. */

export const COVER_WIDTH = 1200;
export const COVER_HEIGHT = 800;

const [W, H] = [COVER_WIDTH, COVER_HEIGHT];

export interface CoverSubject {
  /** Decides the drawing; an event's slug. */
  readonly seed: string;
  /** Read out to those who cannot see the picture; any text. */
  readonly title: string;
  /** Decides the family of colours and shapes; an unknown one gets any. */
  readonly genre: string;
}

/**
 * An SVG picture of 1200 by 800, under 6 KB: valid XML whatever the title holds, without scripts, links or fonts.
 * What matters is in the middle, so that it may be cropped to a square.
 */
export function drawCover({ seed, title, genre }: CoverSubject): string {
  const random = randomFrom(`${seed}\n${genre}`);
  const taste = (Object.hasOwn(TASTES, genre) ? TASTES[genre] : undefined) ?? ANY;
  const palette = random.pick(taste.palettes.map((name) => PALETTES[name]));
  const art = random.pick(taste.styles)(random, palette);
  const label = escapeXml([...title].slice(0, 120).join(""));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${W}" height="${H}" viewBox="0 0 ${W} ${H}" role="img"` +
    `${label === "" ? ' aria-hidden="true"' : ` aria-label="${label}"`}><rect width="${W}" height="${H}" fill="${palette.ground}"/>${art}</svg>`
  );
}

interface Random {
  /** From `min` up to, not including, `max`. */
  between(min: number, max: number): number;
  whole(min: number, max: number): number;
  chance(of: number): boolean;
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** Mulberry32 over an FNV-1a hash: small, even, and the same everywhere. */
function randomFrom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const between = (min: number, max: number) => min + next() * (max - min);
  const whole = (min: number, max: number) => Math.floor(between(min, max + 1));
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[whole(0, from.length - 1)];
    if (picked === undefined) throw new RangeError("nothing to pick from");
    return picked;
  };
  const shuffled = <T>(items: readonly T[]) => {
    const left = [...items];
    return items.flatMap(() => left.splice(whole(0, left.length - 1), 1));
  };
  return { between, whole, pick, shuffled, chance: (of) => next() < of };
}

/** A ground and four colours that stand on it and beside each other. */
interface Palette {
  readonly ground: string;
  readonly inks: readonly [string, string, string, string];
}

const PALETTES = {
  dusk: { ground: "#1d1135", inks: ["#ff5d73", "#ff9d5c", "#ffd166", "#7c3aed"] },
  reef: { ground: "#05334a", inks: ["#ff7a59", "#ffd9a0", "#19b5a5", "#0d6e8a"] },
  citrus: { ground: "#ffcf33", inks: ["#f4511e", "#fff4d6", "#1b998b", "#22223b"] },
  orchid: { ground: "#f7d6e6", inks: ["#c2185b", "#5b2a86", "#ff8a5b", "#fff6f0"] },
  forest: { ground: "#10312b", inks: ["#f2c14e", "#e9f1df", "#5fad56", "#f78154"] },
  cobalt: { ground: "#1338be", inks: ["#ff4f64", "#f7f3e8", "#ffc53a", "#5fa8ff"] },
  ember: { ground: "#200a0a", inks: ["#e5383b", "#ff8c42", "#f9e0c1", "#6d0f1f"] },
  paper: { ground: "#f4ecdd", inks: ["#e4572e", "#17313e", "#f3a712", "#2e86ab"] },
  neon: { ground: "#0a0f24", inks: ["#00e5c3", "#ff2e93", "#7a5cff", "#f5f749"] },
  mint: { ground: "#bfe8d4", inks: ["#12355b", "#ff6b5e", "#fff7e4", "#2a9d8f"] },
  terracotta: { ground: "#c8553d", inks: ["#ffe0b5", "#2d3142", "#f28f3b", "#588b8b"] },
  night: { ground: "#0e1a2b", inks: ["#e8c07d", "#f6efe2", "#3f6c8f", "#b5453c"] },
  lilac: { ground: "#4b2e83", inks: ["#ffb5e8", "#ffdd67", "#85e3ff", "#ff6392"] },
  clay: { ground: "#eadbc8", inks: ["#a63d40", "#3a405a", "#e9b44c", "#6b8f71"] },
} as const satisfies Record<string, Palette>;

type Style = (random: Random, palette: Palette) => string;

/** Whole pixels are fine enough, and short. */
const px = (value: number) => String(Math.round(value));

const circle = (x: number, y: number, r: number, fill: string, more = "") =>
  `<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}" fill="${fill}"${more}/>`;
const rect = (x: number, y: number, w: number, h: number, fill: string, more = "") =>
  `<rect x="${px(x)}" y="${px(y)}" width="${px(w)}" height="${px(h)}" fill="${fill}"${more}/>`;
const path = (d: string, fill: string, more = "") => `<path d="${d}" fill="${fill}"${more}/>`;
const turned = (degrees: number, x: number, y: number, inner: string) =>
  `<g transform="rotate(${px(degrees)} ${px(x)} ${px(y)})">${inner}</g>`;

/** A low sun behind hills. */
const horizon: Style = (random, { inks }) => {
  const [sun, glow, ...rest] = random.shuffled(inks);
  const x = random.between(400, 800);
  const r = random.between(190, 260);
  const y = random.between(300, 400);
  const rays = [2.1, 1.65, 1.3].map((by, at) => circle(x, y, r * by, glow ?? "", ` opacity=".${at + 1}2"`)).join("");
  const hills = [0, 1, 2, 3].map((at) => {
    const top = 470 + at * 80;
    const swing = random.between(60, 120) * (random.chance(0.5) ? 1 : -1);
    const fill = at % 2 === 0 ? rest[0] : rest[1];
    return path(
      `M0 ${px(top + swing / 2)}C300 ${px(top - swing)} 500 ${px(top + swing)} 750 ${px(top)}S1050 ${px(top - swing)} 1200 ${px(top)}V800H0Z`,
      fill ?? "",
      at < 2 ? ` opacity=".${7 + at * 2}"` : "",
    );
  });
  return rays + circle(x, y, r, sun ?? "") + hills.join("");
};

/** Rings round two centres, seen through each other. */
const rings: Style = (random, { ground, inks }) => {
  const [a, b, c] = random.shuffled(inks);
  const many = random.whole(4, 6);
  const ring = (x: number, y: number, size: number, first: string, second: string) =>
    Array.from({ length: many }, (_, at) =>
      circle(x, y, (size * (many - at)) / many, at === many - 1 ? second : at % 2 === 0 ? first : ground),
    ).join("");
  const [x, y] = [random.between(380, 520), random.between(330, 470)];
  return (
    ring(1200 - x, 800 - y, random.between(420, 520), c ?? "", b ?? "") +
    `<g opacity=".92">${ring(x, y, random.between(300, 380), a ?? "", c ?? "")}</g>`
  );
};

/** Quarter circles in a grid, turned every way. */
const tiles: Style = (random, { ground, inks }) => {
  const size = random.pick([200, 800 / 3]);
  let drawn = "";
  for (let y = 0; y < H - 1; y += size) {
    for (let x = 0; x < W - 1; x += size) {
      const [back, front] = random.shuffled([ground, ...inks]);
      const half = size / 2;
      const shape = random.whole(0, 4);
      drawn += rect(x, y, size + 1, size + 1, back ?? "");
      const [left, top] = [random.chance(0.5) ? x : x + size, random.chance(0.5) ? y : y + size];
      const [sx, sy] = [left === x ? 1 : -1, top === y ? 1 : -1];
      const sweep = sx * sy > 0 ? 1 : 0;
      const quarter = (r: number) =>
        `M${px(left)} ${px(top)}h${px(sx * r)}A${px(r)} ${px(r)} 0 0 ${sweep} ${px(left)} ${px(top + sy * r)}Z`;
      if (shape < 3) drawn += path(quarter(size), front ?? "") + (shape === 0 ? path(quarter(half), back ?? "") : "");
      else if (shape === 3) drawn += circle(x + half, y + half, half * 0.62, front ?? "");
    }
  }
  return drawn;
};

/** Light from above, crossing in the dark, on a round stage. */
const spotlights: Style = (random, { inks }) => {
  const colours = random.shuffled(inks);
  const beams = [0, 1, 2, 3].map((at) => {
    const from = 240 * (at + 0.5) + random.between(0, 240) - 60;
    const to = random.between(330, 870);
    const wide = random.between(130, 240);
    return path(
      `M${px(from - 14)} -20h28L${px(to + wide)} 680H${px(to - wide)}Z`,
      colours[at] ?? "",
      ' opacity=".62" style="mix-blend-mode:screen"',
    );
  });
  const stage = `<ellipse cx="600" cy="690" rx="${px(random.between(470, 560))}" ry="86" fill="${colours[0]}"/>`;
  const inner = `<ellipse cx="600" cy="682" rx="${px(random.between(300, 400))}" ry="54" fill="${colours[2]}"/>`;
  return beams.join("") + stage + inner;
};

/** Bars of sound, mirrored about the middle. */
const equaliser: Style = (random, { inks }) => {
  const colours = random.shuffled(inks);
  const many = random.pick([11, 15, 19]);
  const step = W / many;
  const wide = step * 0.62;
  const [slow, fast] = [random.between(0.3, 0.7), random.between(1.1, 2.3)];
  const phase = random.between(0, 6);
  return Array.from({ length: many }, (_, at) => {
    const swell = Math.abs(Math.sin(at * slow + phase)) * 0.6 + Math.abs(Math.sin(at * fast)) * 0.4;
    const high = 110 + swell * 570;
    const x = step * at + (step - wide) / 2;
    const cap = high * random.between(0.28, 0.5);
    const bar = (height: number, fill: string) =>
      rect(x, 400 - height / 2, wide, height, fill, ` rx="${px(wide / 2)}"`);
    return bar(high, colours[at % 3] ?? "") + bar(Math.max(cap, wide), colours[(at + 1) % 4] ?? "");
  }).join("");
};

/** Dots that grow towards a point, as in a printed photograph. */
const halftone: Style = (random, { inks }) => {
  const [ink, disc, third] = random.shuffled(inks);
  const [fx, fy] = [random.between(350, 850), random.between(250, 550)];
  const bySize = new Map<number, string>();
  for (let row = 0; row < 15; row++) {
    for (let column = 0; column < 21; column++) {
      const [x, y] = [column * 60 + (row % 2) * 30 - 15, row * 56 + 8];
      const near = Math.max(0, 1 - Math.hypot(x - fx, y - fy) / 620);
      const size = Math.round(near * 9) * 7;
      if (size > 0) bySize.set(size, `${bySize.get(size) ?? ""}M${x} ${y}h0`);
    }
  }
  const dots = [...bySize].map(([size, d]) => `<path d="${d}" stroke-width="${size}"/>`).join("");
  const [dx, dy] = [1200 - fx, 800 - fy];
  return (
    circle(dx, dy, random.between(260, 340), disc ?? "") +
    circle(dx + random.between(-160, 160), dy + random.between(-100, 100), random.between(70, 120), third ?? "") +
    `<g stroke="${ink}" stroke-linecap="round">${dots}</g>`
  );
};

/** Six fields, a bold figure in each. */
const figures: Style = (random, { ground, inks }) => {
  let drawn = "";
  const shapes = random.shuffled([0, 1, 2, 3, 4, 5]);
  for (let at = 0; at < 6; at++) {
    const [x, y] = [(at % 3) * 400, Math.floor(at / 3) * 400];
    const [back, front, third] = random.shuffled([ground, ...inks]);
    const fills = [
      () => circle(x + 200, y + 200, 150, front ?? "") + circle(x + 200, y + 200, 62, third ?? ""),
      () =>
        path(`M${x} ${y + 400}L${x + 200} ${y}L${x + 400} ${y + 400}Z`, front ?? "") +
        circle(x + 200, y + 290, 70, third ?? ""),
      () =>
        path(`M${x} ${y + 200}a200 200 0 0 1 400 0z`, front ?? "") +
        path(`M${x} ${y + 400}a200 200 0 0 1 400 0z`, third ?? ""),
      () => [0, 1, 2, 3].map((bar) => rect(x, y + bar * 100, 400, 50, front ?? "")).join(""),
      () =>
        path(`M${x} ${y}h400a400 400 0 0 1-400 400z`, front ?? "") +
        path(`M${x} ${y}h200a200 200 0 0 1-200 200z`, third ?? ""),
      () =>
        path(`M${x + 200} ${y + 30}l170 170l-170 170l-170-170z`, front ?? "") +
        path(`M${x + 200} ${y + 120}l80 80l-80 80l-80-80z`, third ?? ""),
    ];
    drawn +=
      rect(x, y, 401, 401, back ?? "") +
      turned(90 * random.whole(0, 3), x + 200, y + 200, fills[shapes[at] ?? 0]?.() ?? "");
  }
  return drawn;
};

/** A broad road of colours, swinging through. */
const ribbons: Style = (random, { ground, inks }) => {
  const colours = random.shuffled(inks);
  const bend = random.between(220, 420) * (random.chance(0.5) ? 1 : -1);
  const y = (by: number) => px(400 + bend * by);
  const line = `M-250 ${y(1)}C300 ${y(1.3)} 180 ${y(-0.9)} 600 ${y(-0.35)}S950 ${y(1.5)} 1450 ${y(-0.6)}`;
  const road = [440, 340, 240, 140, 50].map(
    (wide, at) => `<path d="${line}" stroke="${at === 4 ? ground : colours[at]}" stroke-width="${wide}"/>`,
  );
  const dot = bend > 0 ? { x: 890, y: 190 } : { x: 890, y: 610 };
  return (
    circle(dot.x, dot.y, random.between(90, 130), colours[1] ?? "") +
    `<g fill="none">${road.join("")}</g>` +
    circle(1200 - dot.x, 800 - dot.y, random.between(60, 90), colours[2] ?? "")
  );
};

/** Squares within squares, each turned a little further. */
const tunnel: Style = (random, { ground, inks }) => {
  const colours = [...random.shuffled(inks), ground];
  const turn = random.between(5, 11) * (random.chance(0.5) ? 1 : -1);
  const [x, y] = [random.between(520, 680), random.between(350, 450)];
  const round = random.pick([0, 40, 400]);
  return Array.from({ length: 13 }, (_, at) => {
    const size = 1500 * 0.8 ** at;
    const corner = Math.min(round, size / (round === 400 ? 3 : 8));
    return turned(
      turn * at + 15,
      x,
      y,
      rect(x - size / 2, y - size / 2, size, size, colours[at % 5] ?? "", ` rx="${px(corner)}"`),
    );
  }).join("");
};

/** A flower of petals round a heart. */
const bloom: Style = (random, { ground, inks }) => {
  const colours = random.shuffled(inks);
  const [x, y] = [random.between(480, 720), random.between(360, 440)];
  const layers = [
    { many: random.pick([12, 14, 16]), far: 330, wide: 92, long: 250 },
    { many: random.pick([8, 10, 12]), far: 215, wide: 76, long: 165 },
    { many: random.pick([6, 8]), far: 120, wide: 54, long: 95 },
  ].map(({ many, far, wide, long }, layer) =>
    Array.from({ length: many }, (_, at) =>
      turned(
        (360 / many) * at + layer * 11,
        x,
        y,
        `<ellipse cx="${px(x)}" cy="${px(y - far)}" rx="${wide}" ry="${long}" fill="${colours[(layer + (at % 2 === 0 ? 0 : 3)) % 4]}"/>`,
      ),
    ).join(""),
  );
  return layers.join("") + circle(x, y, 92, ground) + circle(x, y, 56, colours[1] ?? "");
};

/** A record, half out of its sleeve. */
const record: Style = (random, { ground, inks }) => {
  const [sleeve, label, shine, extra] = random.shuffled(inks);
  const side = random.chance(0.5) ? 1 : -1;
  const [x, y] = [600 + side * 170, 400];
  const dark = "#14121a";
  const grooves = [300, 272, 244, 216, 188]
    .map(
      (r) => `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="#fff" stroke-opacity=".11" stroke-width="3"/>`,
    )
    .join("");
  const gleam = [0, 180]
    .map((at) =>
      turned(
        at + random.between(20, 50),
        x,
        y,
        path(`M${x} ${y}L${x - 70} ${y - 322}A330 330 0 0 1 ${x + 70} ${y - 322}Z`, "#fff", ' opacity=".13"'),
      ),
    )
    .join("");
  const left = 600 - side * 170 - 320;
  const cover =
    rect(left, 80, 640, 640, sleeve ?? "") +
    (random.chance(0.5)
      ? [0, 1, 2].map((at) => circle(left + 320, 400, 240 - at * 78, [extra, shine, ground][at] ?? "")).join("")
      : path(`M${px(left)} 720L${px(left + 640)} 80V720Z`, extra ?? "") + circle(left + 230, 310, 130, shine ?? ""));
  return circle(x, y, 335, dark) + grooves + gleam + circle(x, y, 120, label ?? "") + circle(x, y, 16, ground) + cover;
};

/** Soft lights melting into one another. */
const glow: Style = (random, { inks }) => {
  const colours = random.shuffled(inks);
  const defs = colours
    .map(
      (colour, at) =>
        `<radialGradient id="g${at}"><stop stop-color="${colour}"/><stop offset=".45" stop-color="${colour}" stop-opacity=".75"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient>`,
    )
    .join("");
  const spots = random.shuffled([
    [220, 180],
    [980, 220],
    [300, 660],
    [900, 640],
  ]);
  const lights = spots.map(([x = 0, y = 0], at) =>
    circle(x + random.between(-120, 120), y + random.between(-90, 90), random.between(430, 620), `url(#g${at})`),
  );
  const hoop = `<circle cx="600" cy="400" r="${px(random.between(170, 250))}" fill="none" stroke="${colours[2]}" stroke-width="${px(random.between(26, 60))}"/>`;
  const figure = random.chance(0.5)
    ? hoop
    : [0, 1, 2, 3, 4]
        .map((at) => rect(380 + at * 100, 230 + (at % 2) * 50, 40, 340 - (at % 2) * 100, colours[2] ?? "", ' rx="20"'))
        .join("");
  return `<defs>${defs}</defs>${lights.join("")}${figure}`;
};

/** Lanes in a curve, and what races along them. */
const track: Style = (random, { inks }) => {
  const colours = random.shuffled(inks);
  const flip = random.chance(0.5);
  const lanes = [700, 590, 480, 370, 260, 150].map((r, at) =>
    circle(250, 850, r * 1.25, colours[at % 2] ?? "", at % 2 === 0 ? "" : ' opacity=".9"'),
  );
  const lines = [645, 535, 425, 315].map(
    (r) =>
      `<circle cx="250" cy="850" r="${px(r * 1.25)}" fill="none" stroke="#fff" stroke-width="5" stroke-opacity=".7"/>`,
  );
  const angle = random.between(-1.15, -0.75);
  const r = random.pick([645, 535]) * 1.25;
  const [x, y] = [250 + Math.cos(angle) * r, 850 + Math.sin(angle) * r];
  const ball = circle(x, y, 105, colours[2] ?? "") + circle(x - 28, y - 28, 46, colours[3] ?? "");
  return flip
    ? `<g transform="translate(1200)scale(-1 1)">${lanes.join("")}${lines.join("")}${ball}</g>`
    : lanes.join("") + lines.join("") + ball;
};

/** Two talking: speech in overlapping round corners. */
const dialogue: Style = (random, { inks }) => {
  const [a, b, c, d] = random.shuffled(inks);
  const bubble = (x: number, y: number, w: number, h: number, fill: string, tail: 1 | -1) => {
    const at = tail === 1 ? x + w * 0.22 : x + w * 0.78;
    return (
      rect(x, y, w, h, fill, ` rx="${px(h * 0.36)}"`) +
      path(`M${px(at)} ${px(y + h - 40)}l${px(tail * 130)} 0l${px(tail * -150)} 150z`, fill)
    );
  };
  const marks = (x: number, y: number, fill: string) =>
    [0, 1, 2].map((at) => circle(x + at * 110, y, random.between(30, 40), fill)).join("");
  const shift = random.between(-40, 40);
  return (
    circle(600 + shift * 4, 400, random.between(360, 430), d ?? "", ' opacity=".35"') +
    bubble(430 + shift, 300, 620, 330, b ?? "", -1) +
    bubble(150 + shift, 130, 600, 310, a ?? "", 1) +
    marks(340 + shift, 285, c ?? "")
  );
};

/** Leaves of paper, cut and laid over each other. */
const cutouts: Style = (random, { inks }) => {
  const colours = random.shuffled(inks);
  return Array.from({ length: 9 }, (_, at) => {
    const [x, y] = [
      130 + (at % 3) * 470 + random.between(-90, 90),
      110 + Math.floor(at / 3) * 290 + random.between(-60, 60),
    ];
    const size = random.between(130, 190);
    const leaf = path(
      `M${px(x)} ${px(y - size * 1.5)}C${px(x + size)} ${px(y - size)} ${px(x + size)} ${px(y + size)} ${px(x)} ${px(y + size * 1.5)}C${px(x - size)} ${px(y + size)} ${px(x - size)} ${px(y - size)} ${px(x)} ${px(y - size * 1.5)}Z`,
      colours[at % 4] ?? "",
    );
    const vein = `<path d="M${px(x)} ${px(y - size)}V${px(y + size)}" stroke="${colours[(at + 2) % 4]}" stroke-width="14" stroke-linecap="round"/>`;
    return turned(random.between(0, 180), x, y, leaf + vein);
  }).join("");
};

interface Taste {
  readonly palettes: readonly (keyof typeof PALETTES)[];
  readonly styles: readonly Style[];
}

const ANY: Taste = {
  palettes: ["dusk", "reef", "citrus", "cobalt", "paper", "mint", "terracotta", "lilac"],
  styles: [horizon, rings, tiles, halftone, figures, ribbons, tunnel, bloom, glow],
};

const TASTES: Readonly<Record<string, Taste>> = {
  music: {
    palettes: ["dusk", "cobalt", "lilac", "citrus", "reef"],
    styles: [equaliser, rings, ribbons, record, halftone],
  },
  rock: { palettes: ["ember", "cobalt", "citrus", "night"], styles: [halftone, tunnel, equaliser, spotlights] },
  metal: { palettes: ["ember", "night"], styles: [tunnel, halftone, spotlights] },
  jazz: { palettes: ["night", "terracotta", "paper", "reef"], styles: [record, figures, rings, cutouts] },
  soul: { palettes: ["terracotta", "dusk", "orchid"], styles: [record, ribbons, horizon] },
  funk: { palettes: ["citrus", "lilac", "terracotta"], styles: [ribbons, record, bloom] },
  blues: { palettes: ["cobalt", "night", "reef"], styles: [record, halftone, rings] },
  electronic: { palettes: ["neon", "lilac", "cobalt"], styles: [equaliser, glow, tunnel, rings] },
  club: { palettes: ["neon", "dusk", "lilac"], styles: [glow, spotlights, equaliser, tunnel] },
  "hip-hop": { palettes: ["citrus", "ember", "neon"], styles: [tiles, halftone, equaliser] },
  latin: { palettes: ["citrus", "terracotta", "dusk", "forest"], styles: [horizon, bloom, ribbons, cutouts] },
  country: { palettes: ["terracotta", "clay", "night"], styles: [horizon, record, ribbons] },
  folk: { palettes: ["forest", "clay", "mint"], styles: [bloom, cutouts, horizon] },
  world: { palettes: ["terracotta", "forest", "citrus", "reef"], styles: [tiles, bloom, cutouts, horizon] },
  classical: { palettes: ["night", "clay", "orchid", "paper"], styles: [rings, ribbons, bloom, figures] },
  opera: { palettes: ["ember", "night", "orchid"], styles: [spotlights, bloom, ribbons] },
  theatre: { palettes: ["ember", "night", "dusk", "cobalt"], styles: [spotlights, figures, tunnel, rings] },
  musical: { palettes: ["dusk", "lilac", "cobalt"], styles: [spotlights, ribbons, rings] },
  comedy: { palettes: ["citrus", "mint", "orchid", "cobalt"], styles: [dialogue, figures, tunnel, tiles] },
  talk: { palettes: ["paper", "mint", "cobalt", "clay"], styles: [dialogue, tunnel, tiles, rings] },
  conference: { palettes: ["cobalt", "mint", "paper", "neon"], styles: [dialogue, tunnel, tiles, glow] },
  dance: { palettes: ["orchid", "dusk", "lilac"], styles: [ribbons, cutouts, glow] },
  family: { palettes: ["citrus", "mint", "lilac", "paper"], styles: [figures, tiles, bloom, horizon] },
  festival: { palettes: ["dusk", "citrus", "reef", "lilac"], styles: [horizon, ribbons, tiles, glow, bloom] },
  film: { palettes: ["night", "ember", "reef"], styles: [spotlights, halftone, horizon] },
  exhibition: { palettes: ["paper", "clay", "mint", "terracotta"], styles: [figures, cutouts, tiles, tunnel] },
  food: { palettes: ["terracotta", "forest", "citrus"], styles: [cutouts, bloom, figures] },
  sport: { palettes: ["cobalt", "forest", "citrus", "ember"], styles: [track] },
};
