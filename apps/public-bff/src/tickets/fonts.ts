import { type Font, readFont } from "@liveotter/core/pdf/font";

export interface TicketFonts {
  readonly regular: Font;
  readonly bold: Font;
}

let fonts: Promise<TicketFonts> | undefined;

/** Noto Sans: the Latin, Greek and Cyrillic of all Europe, and Devanagari. Read when the first ticket is printed, and kept. */
export function ticketFonts(): Promise<TicketFonts> {
  fonts ??= readFonts();
  return fonts;
}

async function readFonts(): Promise<TicketFonts> {
  const { regular, bold } = await fontFiles();
  return { regular: readFont(regular), bold: readFont(bold) };
}

/** The same as files. */
export async function fontFiles() {
  const [regular, bold] = await Promise.all([
    import("@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf"),
    import("@expo-google-fonts/noto-sans/600SemiBold/NotoSans_600SemiBold.ttf"),
  ]);
  return { regular: new Uint8Array(regular.default), bold: new Uint8Array(bold.default) };
}
